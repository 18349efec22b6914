#include "store/recovery.h"
#include "store/schema.h"
#include "store/walk.h"

namespace entente::store {

Status verify_sqlite_store(std::string_view path, const StoreKey& key,
                           const SqliteOptions& options) {
  ENTENTE_TRY(Connection connection,
              Connection::open(std::string(path), Access::read_only, options.vfs));
  ENTENTE_TRY(const Sealing sealing, check_schema(connection, key, options));
  ENTENTE_TRY(const std::unique_ptr<Reader> reader,
              Reader::open(std::string(path), options.vfs, options.reader_cache_bytes));
  ENTENTE_CHECK(reader->check_structure());
  Journal journal;
  // Journal and tables are read in one snapshot: another process may be writing.
  ENTENTE_CHECK(connection.run("BEGIN"));
  ENTENTE_CHECK(recover_journal(connection, sealing, journal));
  Opener opener(sealing);
  Reader tables(std::move(connection));
  for (std::size_t i = 1; i <= kSpaces; ++i) {
    const Space space = static_cast<Space>(i);
    ENTENTE_TRY(const Journal::Range range, journal.range(space, {}, {}, [] { return Status(); }));
    ENTENTE_CHECK(
        walk(tables, range, opener, space, {}, {}, [](BytesView, BytesView) { return Status(); }));
  }
  return {};
}

}  // namespace entente::store
