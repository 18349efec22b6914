// A message that is accepted is the one message of its frames.

#include "base/invariant.h"
#include "format/frame.h"

using namespace entente;
using namespace entente::format;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const FrameLimits limits{.frames = 16, .frame_bytes = 256, .message_bytes = 1024};
  Result<FrameReader> reader = FrameReader::open({data, size}, limits);
  if (!reader) {
    return 0;
  }
  FrameWriter writer(limits);
  while (!reader->done()) {
    const Result<BytesView> frame = reader->next();
    ENTENTE_INVARIANT(frame.ok());
    ENTENTE_INVARIANT(writer.append(*frame).ok());
  }
  ENTENTE_INVARIANT(reader->frames_left() == 0 && reader->expect_done().ok() &&
                    !reader->next().ok());
  const Bytes message = writer.take();
  ENTENTE_INVARIANT(std::equal(message.begin(), message.end(), data, data + size));
  return 0;
}
