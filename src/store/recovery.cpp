#include "store/recovery.h"

#include <algorithm>
#include <optional>

#include "crypto/secret.h"
#include "store/errors.h"

namespace entente::store {
namespace {

Status recover_body(std::int64_t sequence, BytesView body, Journal& journal, Recovered& recovered) {
  auto kept = std::make_shared<const Bytes>(body.begin(), body.end());
  std::size_t offset = 0;
  std::int64_t largest = 0;
  while (offset < kept->size()) {
    ENTENTE_TRY(const JournalChange change, read_change(*kept, offset));
    largest = std::max(largest, change.entry.large);
  }
  // A number that was ever given is never given again: the journal may still erase it.
  recovered.next_large = std::max(recovered.next_large, largest + 1);
  journal.keep(sequence, kept);
  journal.apply(*kept, recovered.unneeded);
  return {};
}

}  // namespace

Result<Recovered> recover_journal(Connection& connection, const Sealing& sealing,
                                  Journal& journal) {
  Recovered recovered;
  ENTENTE_TRY(const std::int64_t largest, connection.number("SELECT max(number) FROM large"));
  recovered.next_large = largest + 1;
  ENTENTE_TRY(Statement rows,
              connection.prepare("SELECT sequence, body, tag FROM journal ORDER BY sequence"));
  std::optional<std::int64_t> last;
  while (true) {
    ENTENTE_TRY(const bool row, rows.step());
    if (!row) {
      recovered.next_sequence = last.value_or(0) + 1;
      return recovered;
    }
    const std::int64_t sequence = rows.number(0);
    const Digest tag = sealing.journal_tag(sequence, rows.bytes(1));
    const bool in_order = !last || sequence == *last + 1;
    if (!in_order || !crypto::equal_constant_time(tag.view(), rows.bytes(2))) {
      return Error(kCorrupt, "The journal of the store was changed.");
    }
    ENTENTE_CHECK(recover_body(sequence, rows.bytes(1), journal, recovered));
    last = sequence;
  }
}

}  // namespace entente::store
