#include "store/walk.h"

#include "store/errors.h"

namespace entente::store {
namespace {

// One visit of a sealed value; a key of a hashed space is shown to nobody.
class Visitor {
 public:
  Visitor(Opener& opener, Space space, const Store::Visit& visit)
      : opener_(opener), space_(space), visit_(visit) {}

  [[nodiscard]] Status show(BytesView key, BytesView sealed) {
    ENTENTE_TRY(const Bytes value, opener_.open(space_, key, sealed));
    return visit_(is_hashed(space_) ? BytesView() : key, value);
  }

 private:
  Opener& opener_;
  Space space_;
  const Store::Visit& visit_;
};

Status show_change(Visitor& visitor, Reader& reader, BytesView key, const Entry& entry) {
  switch (entry.kind) {
    case Entry::Kind::erased:
      return {};
    case Entry::Kind::inline_value:
      return visitor.show(key, entry.sealed);
    case Entry::Kind::large_value:
      break;
  }
  ENTENTE_TRY(const std::optional<Bytes> sealed, reader.large(entry.large));
  if (!sealed) {
    return Error(kCorrupt, "A large value is missing from the store.");
  }
  return visitor.show(key, *sealed);
}

}  // namespace

Status walk(Reader& reader, const Journal::Range& range, Opener& opener, Space space,
            BytesView from, BytesView to, const Store::Visit& visit) {
  const Generation::KeyOrder less;
  Visitor visitor(opener, space, visit);
  ENTENTE_CHECK(reader.start(space, from, to));
  ENTENTE_TRY(std::optional<TableRow> row, reader.next());
  auto change = range.changes.begin();
  while (row || change != range.changes.end()) {
    if (change == range.changes.end() || (row && less(row->key, change->first))) {
      ENTENTE_CHECK(visitor.show(row->key, row->sealed));
      ENTENTE_TRY(row, reader.next());
      continue;
    }
    // The same key in both: the journal is newer.
    if (row && !less(change->first, row->key)) {
      ENTENTE_TRY(row, reader.next());
    }
    ENTENTE_CHECK(show_change(visitor, reader, change->first, change->second));
    ++change;
  }
  return {};
}

}  // namespace entente::store
