#include "node/backup_record.h"

#include <gtest/gtest.h>

#include "node/errors.h"
#include "sim/scheduler.h"

namespace entente::node {
namespace {

constexpr std::string_view kHeader = "header";

class BackupRecords : public ::testing::Test {
 protected:
  BackupRecords() {
    head.party = PartyCode::parse("KR").value();
    head.made_at = Instant::parse("2026-03-02T00:00:00Z").value();
  }

  Bytes made(const std::vector<std::pair<std::string, Bytes>>& files) {
    MemorySink out;
    BackupWriter writer(out, as_bytes(kHeader));
    EXPECT_TRUE(writer.begin(head).ok());
    for (const auto& [name, content] : files) {
      EXPECT_TRUE(writer.begin(BackupFile{name, content.size()}).ok());
      EXPECT_TRUE(writer.write(content).ok());
    }
    EXPECT_TRUE(writer.end(key).ok());
    return out.take();
  }

  /// The files that are read and verified; the error where something is wrong with them.
  Result<std::map<std::string, Bytes>> read(BytesView bytes) {
    MemorySource source(bytes);
    BackupReader reader(source, as_bytes(kHeader));
    ENTENTE_TRY(found, reader.begin());
    std::map<std::string, Bytes> files;
    while (true) {
      ENTENTE_TRY(const auto file, reader.next());
      if (!file) {
        break;
      }
      MemorySink content;
      ENTENTE_CHECK(reader.read_content(content));
      files[file->name] = content.take();
    }
    ENTENTE_CHECK(reader.verify(known.verifying_key()));
    return files;
  }

  sim::Random random{5};
  crypto::SigningKey key = crypto::SigningKey::generate(crypto::SignatureSuite::ed25519, random);
  crypto::SigningKey known = key;
  BackupHead head;
  BackupHead found;
  const std::vector<std::pair<std::string, Bytes>> kFiles{
      {"config.toml", to_bytes("party")}, {"keys/store", Bytes(70'000, 7)}, {"objects/a.tdf", {}}};
};

TEST_F(BackupRecords, GiveBackTheFiles) {
  const auto files = read(made(kFiles));
  ASSERT_TRUE(files.ok());
  EXPECT_EQ(found.party, head.party);
  EXPECT_EQ(found.made_at, head.made_at);
  EXPECT_EQ(*files, (std::map<std::string, Bytes>(kFiles.begin(), kFiles.end())));
}

// AB25, AB82: nothing of a backup counts that the party's own key did not sign, all of it.
TEST_F(BackupRecords, AreRefusedWhereAnythingChanged) {
  const Bytes whole = made(kFiles);
  for (std::size_t place = 0; place < whole.size(); place += place < 400 ? 1 : 997) {
    Bytes changed = whole;
    changed[place] ^= 1;
    EXPECT_FALSE(read(changed).ok()) << place;
    EXPECT_FALSE(read(BytesView(whole).first(place)).ok()) << place;
  }
  known = crypto::SigningKey::generate(crypto::SignatureSuite::ed25519, random);
  EXPECT_TRUE(read(whole).error().is(kBadBackup));
}

TEST_F(BackupRecords, MayBeFilledUpWithZerosAlone) {
  Bytes filled = made(kFiles);
  filled.resize(filled.size() + 100'000);
  EXPECT_TRUE(read(filled).ok());
  filled.back() = 1;
  EXPECT_TRUE(read(filled).error().is(kBadBackup));
}

TEST_F(BackupRecords, NameNothingOutsideOfTheHome) {
  for (const std::string name : {"", "/etc/passwd", "../up", "a/../b", "a/b/c", "a/", ".hidden",
                                 "keys/.", "a\\b", "a b", "\xff"}) {
    MemorySink out;
    BackupWriter writer(out, as_bytes(kHeader));
    ASSERT_TRUE(writer.begin(head).ok());
    EXPECT_FALSE(writer.begin(BackupFile{name, 0}).ok()) << name;
    // Nor does a reader take it from whoever writes it nevertheless.
    RecordWriter raw(out, as_bytes(kHeader));
    const std::string json = R"({"name":")" + name + R"(","bytes":0})";
    ASSERT_TRUE(raw.put(2, as_bytes(json)).ok());
    ASSERT_TRUE(raw.begin(3, 0).ok());
    EXPECT_TRUE(read(out.bytes()).error().is(kBadBackup)) << name;
  }
}

}  // namespace
}  // namespace entente::node
