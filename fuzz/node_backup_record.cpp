#include <cstddef>
#include <cstdint>

#include "node/backup_record.h"

using namespace entente;
using namespace entente::node;

/// What is read of a backup is written in one form, which is a beginning of what was read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  MemorySource source({data, size});
  BackupReader reader(source, {});
  const auto head = reader.begin();
  if (!head.ok()) {
    return 0;
  }
  MemorySink out;
  BackupWriter writer(out, {});
  ENTENTE_INVARIANT(writer.begin(*head).ok());
  while (true) {
    const auto file = reader.next();
    if (!file.ok() || !*file) {
      return 0;
    }
    MemorySink content;
    if (!reader.read_content(content).ok()) {
      return 0;
    }
    ENTENTE_INVARIANT(content.bytes().size() == (*file)->bytes);
    ENTENTE_INVARIANT(writer.begin(**file).ok() && writer.write(content.bytes()).ok());
  }
}
