#include "link/log_service.h"

#include <gtest/gtest.h>

#include "agreement/builders.h"
#include "base/errors.h"
#include "http/stand.h"
#include "ledger/checkpoint.h"
#include "link/link_server.h"
#include "node/node.h"
#include "sim/identity.h"
#include "store/posix_files.h"
#include "store/sqlite_store.h"

namespace entente::link {
namespace {

using http::test::Box;
using http::test::Party;

const PartyCode kJp = PartyCode::parse("JP").value();
const PartyCode kKr = PartyCode::parse("KR").value();
const PartyCode kUs = PartyCode::parse("US").value();
constexpr std::string_view kOrigin = "jp.exercise.example/entente/jp-kr-2016/exercise/1";

/// Nobody is reached.
class NoLink final : public Link {
 public:
  void call(const PartyCode&, std::string_view, Bytes, Answer answer) override {
    answer(Error(kUnreachable, "EXERCISE"));
  }
};

/// JP's node on a real disk, served over TLS on this machine to KR, who is party to its agreement,
/// and to US, who is not. All of it is EXERCISE.
class LogServiceTest : public testing::Test {
 protected:
  LogServiceTest() {
    const store::StoreKey key = store::StoreKey::copy_of(Bytes(32, 1)).value();
    files_ =
        store::PosixFiles::open(folder_.file("home"), store::HomeMode::create_if_absent).value();
    store::SqliteOptions options;
    options.environment = "exercise";
    options.party = "JP";
    store_ = store::open_sqlite_store(folder_.file("home/store"), key, options, entropy_).value();
    on_sequence([this] { open(); });
    serve();
  }
  ~LogServiceTest() override {
    clients_.clear();
    server_.reset();
    stand_.executor.stop();
  }

  /// Runs it on the node's sequence and waits for it.
  void on_sequence(const std::function<void()>& task) {
    Box<bool> done;
    stand_.executor.post([&] {
      task();
      done.put(true);
    });
    std::ignore = done.take();
  }
  void open() {
    node_ = node::Node::open(
                {stand_.clock, entropy_, *store_, no_link_, stand_.executor, *files_}, jp_, {},
                [this](std::string_view) { return sim::partner_of(kr_); },
                [](const Error& error) { ADD_FAILURE() << error.describe(); })
                .value();
    agreement_ =
        node_->core().propose(agreement::testing::profile_text(), "profile.toml", [] {}).value();
  }
  /// An act of JP, durable.
  void submit(std::optional<AgreementId> agreement, act::Body body) {
    Box<std::string> code;
    on_sequence([&] {
      node_->submit({std::move(agreement), std::move(body)}, [&](const node::Submission& done) {
        code.put(done.error ? std::string(done.error->code()) : "");
      });
    });
    EXPECT_EQ(code.take(), "");
  }
  void serve() {
    service_.emplace(LogService::Parts{stand_.executor, node_->log_files(), node_->witness()});
    const auto authenticate = [this](const Digest& spki) {
      return spki == kr_link_.spki()   ? std::optional(kKr)
             : spki == us_link_.spki() ? std::optional(kUs)
                                       : std::nullopt;
    };
    LinkServer::Beside beside{
        &LogService::owns, &LogService::admit,
        [this](const PartyCode& peer, http::Request request, http::Server::Respond respond) {
          service_->serve(peer, std::move(request), std::move(respond));
        }};
    server_ = LinkServer::listen(
                  stand_.loop, stand_.executor, "127.0.0.1", 0,
                  {jp_link_.identity(), stand_.clock, authenticate}, {},
                  [](const PartyCode&, std::string_view, Bytes, const LinkServer::Answer& answer) {
                    answer(Bytes());
                  },
                  std::move(beside))
                  .value();
    submit(std::nullopt, act::PeerAccept{new_act_id(entropy_), kKr, {}, "KR"});
    submit(agreement_, act::AgreementSign{new_act_id(entropy_), "EXERCISE"});
    kr_log_.emplace(node::OwnLog::make(1, ledger::log_origin(kr_.domain, agreement_, 1).value(), {},
                                       kr_.log_keys)
                        .value());
  }

  http::Client& client(const Party& as) {
    return *clients_.emplace_back(std::make_unique<http::Client>(
        stand_.loop, stand_.clock,
        http::Client::Settings{
            {"127.0.0.1", server_->port()}, {jp_link_.spki()}, as.identity(), {}}));
  }
  static http::Request request(std::string_view method, std::string target, std::string body = {}) {
    http::Request made;
    made.method = method;
    made.target = std::move(target);
    made.body = to_bytes(body);
    return made;
  }
  http::Response send(const Party& as, http::Request made) {
    Box<Result<http::Response>> answer;
    client(as).send(std::move(made), http::Repeat::once,
                    [&](Result<http::Response> response) { answer.put(std::move(response)); });
    return answer.take().value();
  }
  http::Response get(const Party& as, const std::string& target) {
    return send(as, request("GET", target));
  }
  http::Response add(const Party& as, std::string body) {
    return send(as, request("POST", "/witness/add-checkpoint", std::move(body)));
  }
  std::string own_log(const std::string& file) const {
    return "/log/" + std::string(kOrigin) + "/" + file;
  }

  node::OwnLog grown(const node::OwnLog& log, int entries) {
    node::OwnLog made = log;
    for (int i = 0; i < entries; ++i) {
      std::ignore = made.append(ledger::EntryKind::shared, {}, {}, entropy_);
    }
    made.durable_to(made.tree().size());
    return made;
  }
  static std::string asked(const node::OwnLog& log, std::uint64_t old_size) {
    const std::uint64_t size = log.tree().size();
    const auto note = ledger::SignedNote::parse(log.sign_head(size).value()).value();
    const auto path = log.tree().consistency_path(old_size, size);
    return ledger::make_add_checkpoint(old_size, path.ok() ? *path : std::vector<Digest>(), note)
        ->format();
  }

  http::test::Folder folder_;
  crypto::SystemEntropy entropy_;
  sim::Random random_{7};
  node::Identity jp_ = sim::identity_of(kJp, "jp.exercise.example", random_);
  node::Identity kr_ = sim::identity_of(kKr, "kr.exercise.example", random_);
  NoLink no_link_;
  std::unique_ptr<store::PosixFiles> files_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<node::Node> node_;
  AgreementId agreement_;
  std::optional<LogService> service_;
  std::optional<node::OwnLog> kr_log_;
  Party jp_link_ = Party::make();
  Party kr_link_ = Party::make();
  Party us_link_ = Party::make();
  http::test::Stand stand_;
  std::unique_ptr<LinkServer> server_;
  std::vector<std::unique_ptr<http::Client>> clients_;
};

std::string type_of(const http::Response& response) {
  return std::string(response.headers.find("content-type").value_or(""));
}

// ---- Files of the log ---------------------------------------------------------------------------

TEST_F(LogServiceTest, serves_the_files_of_a_log_to_the_parties_of_its_agreement) {
  const http::Response head = get(kr_link_, own_log("checkpoint"));
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(type_of(head), "text/plain; charset=utf-8");
  EXPECT_EQ(head.headers.find("cache-control"), "no-cache");
  EXPECT_TRUE(as_text(head.body).starts_with(std::string(kOrigin) + "\n"));
  const http::Response tile = get(kr_link_, own_log("tile/0/000.p/1"));
  EXPECT_EQ(tile.status, 200);
  EXPECT_EQ(type_of(tile), "application/octet-stream");
  EXPECT_NE(tile.headers.find("cache-control")->find("immutable"), std::string_view::npos);
  EXPECT_EQ(tile.body.size(), Digest::kSize);
  EXPECT_EQ(get(kr_link_, own_log("tile/entries/000.p/1")).body.size(), 68u);
}

TEST_F(LogServiceTest, answers_those_outside_the_agreement_as_if_there_were_no_log_T15) {
  const http::Response absent = get(us_link_, "/log/jp.exercise.example/none/checkpoint");
  EXPECT_EQ(absent.status, 404);
  for (const char* file : {"checkpoint", "tile/0/000.p/1", "tile/entries/000.p/1"}) {
    const http::Response hidden = get(us_link_, own_log(file));
    EXPECT_EQ(hidden.status, 404) << file;
    EXPECT_EQ(hidden.headers.all(), absent.headers.all()) << file;
    EXPECT_EQ(hidden.body, absent.body) << file;
  }
}

TEST_F(LogServiceTest, has_one_method_for_each_path_and_no_query) {
  EXPECT_EQ(send(kr_link_, request("POST", own_log("checkpoint"))).status, 405);
  EXPECT_EQ(get(kr_link_, own_log("checkpoint?x")).status, 404);
  EXPECT_EQ(get(kr_link_, "/witness/add-checkpoint").status, 405);
  EXPECT_EQ(get(kr_link_, "/witness/").status, 404);
  EXPECT_EQ(get(kr_link_, "/witness/checkpoint").status, 404);
  EXPECT_EQ(get(kr_link_, "/witness//checkpoint").status, 404);
  EXPECT_EQ(get(kr_link_, "/log").status, 404);
  EXPECT_EQ(send(kr_link_, request("POST", "/witness/add-checkpoint/")).status, 404);
}

TEST_F(LogServiceTest, gives_no_log_to_one_who_is_no_partner) {
  Box<int> status;
  service_->serve(std::nullopt, request("GET", own_log("checkpoint")),
                  [&](http::Response response) { status.put(response.status); });
  EXPECT_EQ(status.take(), 404);
}

// ---- The witness --------------------------------------------------------------------------------

TEST_F(LogServiceTest, answers_add_checkpoint_with_the_statuses_of_C2SP_tlog_witness) {
  const node::OwnLog three = grown(*kr_log_, 3);
  const http::Response cosigned = add(kr_link_, asked(three, 0));
  EXPECT_EQ(cosigned.status, 200);
  EXPECT_TRUE(as_text(cosigned.body).starts_with("\u2014 jp.exercise.example/entente/witness "));
  EXPECT_TRUE(as_text(cosigned.body).ends_with("\n"));
  EXPECT_EQ(add(kr_link_, "rubbish").status, 400);
  EXPECT_EQ(add(kr_link_, asked(three, 4)).status, 400);
  node::OwnLog forged = grown(three, 1);
  ASSERT_TRUE(forged.set_keys(jp_.log_keys).ok());
  EXPECT_EQ(add(kr_link_, asked(forged, 3)).status, 403);
  EXPECT_EQ(
      add(kr_link_,
          asked(grown(node::OwnLog::make(1, "no.example/log", {}, kr_.log_keys).value(), 1), 0))
          .status,
      404);
  const http::Response conflict = add(kr_link_, asked(grown(three, 1), 0));
  EXPECT_EQ(conflict.status, 409);
  EXPECT_EQ(type_of(conflict), "text/x.tlog.size");
  EXPECT_EQ(as_text(conflict.body), "3\n");
  const auto note = ledger::SignedNote::parse(grown(three, 1).sign_head(4).value()).value();
  EXPECT_EQ(add(kr_link_, ledger::make_add_checkpoint(3, {}, note)->format()).status, 422);
  EXPECT_EQ(add(kr_link_, std::string(ledger::kMaxWitnessRequest + 1, 'x')).status, 413);
}

TEST_F(LogServiceTest, serves_the_last_cosigned_head_to_the_parties_of_the_agreement) {
  const node::OwnLog three = grown(*kr_log_, 3);
  ASSERT_EQ(add(us_link_, asked(three, 0)).status, 200) << "whoever brings it";
  const std::string path = "/witness/" + ledger::monitoring_folder(three.origin()) + "/checkpoint";
  const http::Response head = get(kr_link_, path);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(type_of(head), "text/plain; charset=utf-8");
  EXPECT_TRUE(as_text(head.body).starts_with(three.sign_head(3).value()));
  const std::string unknown = "/witness/" + std::string(64, '0') + "/checkpoint";
  EXPECT_EQ(get(us_link_, path).status, 404);
  EXPECT_EQ(get(us_link_, path).body, get(us_link_, unknown).body);
}

TEST_F(LogServiceTest, cosigns_one_of_many_branches_that_come_at_once_T12) {
  constexpr std::size_t kBranches = 8;
  std::vector<std::string> bodies;
  for (std::size_t i = 0; i < kBranches; ++i) {
    bodies.push_back(asked(grown(*kr_log_, static_cast<int>(3 + i)), 0));
  }
  std::mutex mutex;
  std::map<int, std::size_t> statuses;
  Box<bool> all;
  for (std::size_t i = 0; i < kBranches; ++i) {
    http::Client& each = client(i % 2 == 0 ? kr_link_ : us_link_);
    each.send(request("POST", "/witness/add-checkpoint", bodies[i]), http::Repeat::never,
              [&](const Result<http::Response>& response) {
                const std::lock_guard lock(mutex);
                ++statuses[response.ok() ? response->status : 0];
                std::size_t answered = 0;
                for (const auto& [status, count] : statuses) {
                  answered += count;
                }
                if (answered == kBranches) {
                  all.put(true);
                }
              });
  }
  std::ignore = all.take();
  EXPECT_EQ(statuses[200], 1u);
  EXPECT_EQ(statuses[200] + statuses[409] + statuses[422], kBranches);
}

}  // namespace
}  // namespace entente::link
