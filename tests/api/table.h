#pragma once

#include <vector>

#include "api/endpoint.h"
#include "api/router.h"

/// A small table of endpoints that has every form and place of parameters. All of it is EXERCISE.
namespace entente::api::test {

inline void done_at_once(const Call&, const Done& done) { done(Reply{}); }

[[nodiscard]] inline std::vector<Endpoint> small_table() {
  const OptionSpec item{"ITEM", "", "the item", true};
  std::vector<Endpoint> table;
  table.push_back({"item-list",
                   Method::get,
                   "/items",
                   Door::signed_in,
                   {act::Role::analyst},
                   "items",
                   {},
                   {{"agreement", "ID", "which", true},
                    {"on", "DATE", "day"},
                    {"at", "INSTANT", "when"},
                    {"count", "N", "how many"},
                    {"all", "", "all of them"},
                    {"events", "FILE", "a file of the caller's"}},
                   Content::none,
                   {},
                   done_at_once});
  table.push_back({"item-show",
                   Method::get,
                   "/items/{item}",
                   Door::signed_in,
                   {},
                   "one",
                   {item},
                   {},
                   Content::none,
                   {},
                   done_at_once});
  table.push_back({"item-copy",
                   Method::post,
                   "/items/{item}/copies",
                   Door::signed_in,
                   {},
                   "copy",
                   {item},
                   {{"purpose", "NAME", "why", true},
                    {"levels", "CODES", "which"},
                    {"count", "N", "how many"},
                    {"all", "", "all of them"},
                    {"on", "DATE", "day"}},
                   Content::none,
                   {},
                   done_at_once});
  table.push_back({"item-release",
                   Method::post,
                   "/items",
                   Door::signed_in,
                   {},
                   "release",
                   {{"FILE", "", "the content", true}},
                   {{"to", "PARTY", "to whom", true}},
                   Content::input,
                   "file",
                   done_at_once});
  return table;
}

}  // namespace entente::api::test
