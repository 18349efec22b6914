#pragma once

#include <libxml/tree.h>

#include <memory>

/// What stands behind an XmlDocument; for the files of this folder that hand it to libxml2.
namespace entente::format {

struct FreeXmlDoc {
  void operator()(xmlDoc* doc) const { xmlFreeDoc(doc); }
};

struct XmlTree {
  std::unique_ptr<xmlDoc, FreeXmlDoc> doc;
};

/// Readies libxml2 once for the whole process.
void start_libxml();

}  // namespace entente::format
