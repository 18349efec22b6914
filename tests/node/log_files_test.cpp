#include "node/log_files.h"

#include "ledger/entry.h"
#include "ledger/tile.h"
#include "node/stand.h"
#include "sim/declarations.h"

namespace entente::node {
namespace {

using namespace testing;

const PartyCode kUs = PartyCode::parse("US").value();

class LogFilesTest : public InForce {
 protected:
  Result<LogFile> read(const std::string& path, const std::optional<PartyCode>& reader = kKr) {
    std::optional<Result<LogFile>> answer;
    stand.node().log_files().read(reader, path,
                                  [&](Result<LogFile> file) { answer = std::move(file); });
    stand.run();
    return std::move(answer).value();
  }
  std::string code_of(const std::string& path, const std::optional<PartyCode>& reader = kKr) {
    const auto file = read(path, reader);
    return file.ok() ? "" : std::string(file.error().code());
  }
  /// The node starts again where its partner cannot be asked what it saw: the courier signs
  /// nothing.
  void restart_without_partner() {
    stand.wire().head = Error(kUnreachable, "The partner is away.");
    stand.stop();
    stand.start();
  }
  void hold() {
    ASSERT_EQ(stand.code_of(act::AgreementHold{new_act_id(stand.random()), {}, "EXERCISE"}), "");
  }
  [[nodiscard]] std::string below(const std::string& path) {
    return stand.room().log.origin() + "/" + path;
  }
  ledger::Checkpoint head() {
    const auto note = read(below("checkpoint"));
    const auto own = stand.node().core().own_verifiers(stand.room()).value();
    return ledger::open_checkpoint(as_text(note->bytes), own)->checkpoint;
  }
};

TEST_F(LogFilesTest, give_a_partner_what_it_needs_to_compute_the_whole_log_again) {
  const ledger::Head signed_head = head().head;
  ASSERT_GT(signed_head.size, 0u);
  ledger::Tree tree;
  const std::string width = ".p/" + std::to_string(signed_head.size);
  const auto bundle = read(below("tile/entries/000" + width));
  ASSERT_TRUE(bundle.ok()) << bundle.error().describe();
  const auto entries =
      ledger::parse_bundle(bundle->bytes, static_cast<std::uint32_t>(signed_head.size));
  ASSERT_TRUE(entries.ok());
  for (const Bytes& entry : *entries) {
    tree.append(ledger::leaf_hash(entry));
  }
  EXPECT_EQ(tree.head(), signed_head);
  const auto tile = read(below("tile/0/000" + width));
  ASSERT_TRUE(tile.ok());
  const auto hashes = ledger::parse_tile(tile->bytes, static_cast<std::uint32_t>(signed_head.size));
  EXPECT_TRUE(std::ranges::equal(*hashes, tree.leaves()));
}

TEST_F(LogFilesTest, say_what_may_be_kept_and_what_is_asked_for_anew) {
  const auto checkpoint = read(below("checkpoint"));
  EXPECT_EQ(checkpoint->media_type, "text/plain; charset=utf-8");
  EXPECT_EQ(checkpoint->cache_control, "no-cache");
  const auto tile = read(below("tile/0/000.p/1"));
  EXPECT_EQ(tile->media_type, "application/octet-stream");
  EXPECT_NE(tile->cache_control.find("immutable"), std::string_view::npos);
}

TEST_F(LogFilesTest, are_the_same_octets_as_those_written_to_a_folder) {
  std::vector<std::string> paths;
  const auto size = stand.node().log_files().write_all(
      stand.room(), [&](const std::string& path, BytesView bytes) -> Status {
        paths.push_back(path);
        EXPECT_EQ(read(below(path))->bytes, Bytes(bytes.begin(), bytes.end())) << path;
        return {};
      });
  EXPECT_EQ(*size, stand.room().log.durable());
  EXPECT_EQ(paths.size(), 3u);
  EXPECT_EQ(paths.back(), "checkpoint") << "whoever reads it finds what it needs";
}

TEST_F(LogFilesTest, hide_a_log_from_those_outside_its_agreement_as_if_it_were_not_there_T15) {
  const std::string absent =
      read("jp.exercise.example/entente/none/exercise/1/checkpoint").error().describe();
  for (const char* path : {"checkpoint", "tile/0/000.p/1", "tile/entries/000.p/1", "nothing"}) {
    EXPECT_EQ(read(below(path), kUs).error().describe(), absent) << path;
  }
  EXPECT_EQ(code_of(stand.node().core().house_log().origin() + "/checkpoint", std::nullopt),
            "base.not-found")
      << "the house ledger is nobody's";
  EXPECT_EQ(code_of(below("checkpoint"), std::nullopt), "") << "this party's own people";
}

TEST_F(LogFilesTest, have_nothing_beyond_the_log_and_no_other_name_for_what_it_has) {
  const std::uint64_t size = stand.room().log.durable();
  const std::string beyond = ".p/" + std::to_string(size + 1);
  for (const std::string& path :
       {"tile/0/000" + beyond, "tile/entries/000" + beyond, std::string("tile/0/000"),
        std::string("tile/entries/000"), std::string("tile/1/000.p/1"),
        std::string("tile/8/000.p/1"), std::string("tile/63/000.p/1"),
        std::string("tile/0/x999/x999/x999/999.p/1"), std::string("tile/0/0.p/1"),
        std::string("tile/0/000.p/0"), std::string("tile/0/000.p/256"), std::string("checkpoint/"),
        std::string(""), std::string("../1/checkpoint"), std::string("tile/entries/000.p/01")}) {
    EXPECT_EQ(code_of(below(path)), "base.not-found") << path;
  }
  EXPECT_EQ(code_of(stand.room().log.origin()), "base.not-found");
  EXPECT_EQ(code_of(stand.room().log.origin() + "0/checkpoint"), "base.not-found");
}

TEST_F(LogFilesTest, keep_a_head_outside_the_store_before_it_leaves_T14) {
  restart_without_partner();
  const auto backup = stand.image();
  hold();
  EXPECT_EQ(head().head.size, stand.room().log.durable()) << "a new head has left";
  stand.stop();
  stand.store().restore(backup);
  stand.start();
  ASSERT_TRUE(stand.node().core().frozen().has_value());
  EXPECT_EQ(code_of(below("checkpoint")), "node.rolled-back") << "nothing is signed";
}

TEST_F(LogFilesTest, give_no_head_that_could_not_be_kept_T14) {
  restart_without_partner();
  hold();
  stand.files().fail_step(1);
  EXPECT_EQ(code_of(below("checkpoint")), "base.io");
  EXPECT_EQ(code_of(below("checkpoint")), "");
}

TEST_F(LogFilesTest, give_no_bundle_with_an_entry_that_the_store_no_longer_opens_AB26) {
  const LogNumber log = stand.room().log.number();
  stand.store().commit({{Space::act, log_key(log, std::uint64_t{0}), std::nullopt}},
                       [](const Status&) {});
  EXPECT_EQ(code_of(below("tile/entries/000.p/1")), "base.not-found");
  EXPECT_EQ(code_of(below("tile/0/000.p/1")), "") << "its hash is still the log's";
}

TEST_F(LogFilesTest, one_reader_takes_no_more_of_the_workers_than_its_share_AB29) {
  std::map<std::string, int> outcomes;
  for (int i = 0; i < 20; ++i) {
    stand.node().log_files().read(kKr, below("tile/entries/000.p/1"), [&](Result<LogFile> file) {
      ++outcomes[file.ok() ? "" : std::string(file.error().code())];
    });
  }
  EXPECT_EQ(outcomes["node.overloaded"], 16);
  stand.run();
  EXPECT_EQ(outcomes[""], 4);
  EXPECT_EQ(code_of(below("tile/entries/000.p/1")), "") << "it may again";
}

}  // namespace
}  // namespace entente::node
