// What our parser accepts, an independent one accepts with the same meaning (AB69).
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "http/head.h"

namespace entente::http {
namespace {

namespace beast = boost::beast;

void expect_same(const std::string& text) {
  const auto ours = parse_request_head(text, HeadLimits{});
  if (!ours.ok()) {
    return;
  }
  beast::http::request_parser<beast::http::string_body> theirs;
  theirs.body_limit(boost::none);
  beast::error_code fault;
  theirs.put(boost::asio::buffer(text), fault);
  RC_ASSERT(!fault || fault == beast::http::error::need_more);
  RC_ASSERT(theirs.is_header_done());
  const auto& message = theirs.get();
  RC_ASSERT(ours->head.method == std::string(message.method_string()));
  RC_ASSERT(ours->head.target == std::string(message.target()));
  RC_ASSERT(message.version() == 11u);
  RC_ASSERT(theirs.chunked() == (ours->framing.kind == Framing::Kind::chunked));
  RC_ASSERT(theirs.content_length().has_value() == (ours->framing.kind == Framing::Kind::length));
  RC_ASSERT(theirs.content_length().value_or(0) == ours->framing.length);
  RC_ASSERT(theirs.keep_alive() == !ours->close);
  std::size_t fields = 0;
  for (const auto& field : message) {
    const std::string name(field.name_string());
    fields +=
        beast::iequals(name, "content-length") || beast::iequals(name, "transfer-encoding") ? 0 : 1;
  }
  RC_ASSERT(fields == ours->head.headers.all().size());
}

/// Heads of pieces that matter, most of them nearly sound.
rc::Gen<std::string> pieces() {
  return rc::gen::map(
      rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
          "Content-Length: 5\r\n", "Content-Length: 0\r\n", "Transfer-Encoding: chunked\r\n",
          "Transfer-Encoding: Chunked \r\n", "Connection: close\r\n", "Connection: Keep-Alive\r\n",
          "Connection: x, close\r\n", "X: y\r\n", "X:\r\n", " folded\r\n", "X : y\r\n", "\tz\r\n",
          "Content-Length: 5, 5\r\n", "content-length:5\r\n", "A: b\n", "Expect: 100-continue\r\n",
          "Content-Type: a/b\r\n", "Accept: a\r\n", "Accept: b\r\n")),
      [](const std::vector<std::string>& fields) {
        std::string text;
        for (std::size_t i = 0; i < std::min<std::size_t>(fields.size(), 5); ++i) {
          text += fields[i];
        }
        return text;
      });
}

RC_GTEST_PROP(RequestHead, means_the_same_to_Boost_Beast_AB69, ()) {
  std::string text = "POST /a?b HTTP/1.1\r\nHost: x\r\n" + *pieces() + "\r\n";
  if (*rc::gen::inRange(0, 3) == 0) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    text[at] = *rc::gen::element('\r', '\n', ' ', '\t', ':', '\0', 'a', ',', ';', '\x7f', '\x80');
  }
  expect_same(text);
}

}  // namespace
}  // namespace entente::http
