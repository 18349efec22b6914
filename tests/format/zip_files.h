#pragma once

#include <vector>

#include "format/zip_archive.h"

namespace entente::format {

/// A ZIP archive of these files, made from one without any: the end of a central directory alone
/// (APPNOTE 4.3.16).
inline Bytes archive_of(const std::vector<ZipChange>& files) {
  Bytes empty{'P', 'K', 5, 6};
  empty.resize(22);
  return ZipArchive::open(empty).value().with(files).value();
}

}  // namespace entente::format
