#include "http/head.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/encoding.h"
#include "http/errors.h"

namespace entente::http {
namespace {

using namespace std::string_view_literals;

const HeadLimits kLimits;

std::string code_of(std::string_view head) {
  const auto parsed = parse_request_head(head, kLimits);
  return parsed.ok() ? "ok" : std::string(parsed.error().code());
}

std::string with(std::string_view fields) {
  return "POST /a HTTP/1.1\r\nHost: x\r\n" + std::string(fields) + "\r\n";
}

TEST(RequestHead, reads_the_method_the_target_and_the_fields_in_lower_case) {
  const auto parsed = parse_request_head(
      "POST /link/v1/acts?x=1 HTTP/1.1\r\nHost: kr.example:7443\r\nX-Thing:\t a b \r\n"
      "Content-Length: 12\r\n\r\n",
      kLimits);
  ASSERT_TRUE(parsed.ok()) << parsed.error().describe();
  EXPECT_EQ(parsed->head.method, "POST");
  EXPECT_EQ(parsed->head.target, "/link/v1/acts?x=1");
  EXPECT_EQ(parsed->head.headers.find("x-thing"), "a b");
  EXPECT_EQ(parsed->framing, (Framing{Framing::Kind::length, 12}));
  EXPECT_FALSE(parsed->head.headers.find("content-length").has_value());
  EXPECT_FALSE(parsed->close);
}

struct Bad {
  const char* what;
  std::string head;
  const char* code = "http.bad-request";
};

std::vector<Bad> corpus() {
  return {
      // AB69: two readers, two messages
      {"CL.TE", with("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n")},
      {"TE.CL", with("Transfer-Encoding: chunked\r\nContent-Length: 6\r\n")},
      {"TE.TE", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n")},
      {"two codings", with("Transfer-Encoding: gzip, chunked\r\n")},
      {"a coding hidden by a control", with("Transfer-Encoding: \x0b"
                                            "chunked\r\n")},
      {"a coding with a suffix", with("Transfer-Encoding: chunkedx\r\n")},
      {"an empty coding", with("Transfer-Encoding:\r\n")},
      {"space before the colon", with("Transfer-Encoding : chunked\r\n")},
      {"an option that is no token", with("Connection:;close, x\r\n")},
      {"an option that is empty", with("Connection: close,,x\r\n")},
      {"no option at all", with("Connection:\r\n")},
      {"an option that ends the list open", with("Connection: close,\r\n")},
      {"two lengths", with("Content-Length: 6\r\nContent-Length: 5\r\n")},
      {"the same length twice", with("Content-Length: 6\r\nContent-Length: 6\r\n")},
      {"a list of lengths", with("Content-Length: 6, 6\r\n")},
      {"a signed length", with("Content-Length: +6\r\n")},
      {"a negative length", with("Content-Length: -1\r\n")},
      {"a hexadecimal length", with("Content-Length: 0x6\r\n")},
      {"a length with a leading zero", with("Content-Length: 06\r\n")},
      {"a length past 2^63", with("Content-Length: 9223372036854775808\r\n")},
      {"a length past 2^64", with("Content-Length: 18446744073709551617\r\n")},
      {"an empty length", with("Content-Length: \r\n")},
      {"a folded field", with("X: a\r\n b\r\n")},
      {"a field folded by tab", with("X: a\r\n\tTransfer-Encoding: chunked\r\n")},
      {"a bare LF", "POST /a HTTP/1.1\r\nHost: x\nX: y\r\n\r\n"},
      {"a bare LF at the end", "POST /a HTTP/1.1\r\nHost: x\n\n"},
      {"a bare CR", "POST /a HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n"},
      {"CR CR LF", "POST /a HTTP/1.1\r\nHost: x\r\r\n\r\n"},
      {"a NUL", std::string("POST /a HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n"sv)},
      {"an octet past ASCII", with("X: \xc3\xa9\r\n")},
      {"a field without a name", with(": x\r\n")},
      {"a field without a colon", with("X\r\n")},
      {"a name with a space", with("A B: x\r\n")},
      {"no Host", "GET / HTTP/1.1\r\nX: y\r\n\r\n"},
      {"two Hosts", with("Host: y\r\n")},
      {"an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"},
      {"a Host with a path", "GET / HTTP/1.1\r\nHost: x/y\r\n\r\n"},
      {"a Host with user information", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"},
      {"two content types", with("Content-Type: a/b\r\nContent-Type: c/d\r\n")},
      {"two authorizations", with("Authorization: a\r\nAuthorization: b\r\n")},
      // AB68: the request line
      {"an absolute target", "GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n"},
      {"an authority target", "CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n"},
      {"an asterisk", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n"},
      {"a fragment", "GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n"},
      {"two spaces", "GET  / HTTP/1.1\r\nHost: x\r\n\r\n"},
      {"a tab for a space", "GET\t/ HTTP/1.1\r\nHost: x\r\n\r\n"},
      {"a space in the target", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"},
      {"an empty line first", "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"},
      {"no version (HTTP/0.9)", "GET /\r\n\r\n"},
      {"a version in lower case", "GET / http/1.1\r\nHost: x\r\n\r\n"},
      {"HTTP/1.0", "GET / HTTP/1.0\r\nHost: x\r\n\r\n", "http.bad-version"},
      {"HTTP/2.0", "PRI / HTTP/2.0\r\nHost: x\r\n\r\n", "http.bad-version"},
      {"an unknown expectation", with("Expect: a-miracle\r\n"), "http.bad-expectation"},
      {"a head within a head",
       "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"},
      {"an unfinished head", "GET / HTTP/1.1\r\nHost: x\r\n"},
      {"nothing", ""},
  };
}

TEST(RequestHead, refuses_every_head_that_two_readers_could_take_differently_AB69) {
  for (const Bad& bad : corpus()) {
    EXPECT_EQ(code_of(bad.head), bad.code) << bad.what;
  }
}

TEST(RequestHead, takes_a_target_at_its_limit_and_refuses_one_past_it_AB68) {
  const auto head = [](std::size_t size) {
    return "GET /" + std::string(size - 1, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n";
  };
  EXPECT_EQ(code_of(head(kLimits.target_bytes)), "ok");
  EXPECT_EQ(code_of(head(kLimits.target_bytes + 1)), "http.target-too-long");
}

TEST(RequestHead, takes_a_head_at_its_limit_and_refuses_one_past_it_AB68) {
  const auto head = [](std::size_t size) {
    const std::string around = with("X: \r\n");
    return with("X: " + std::string(size - around.size(), 'a') + "\r\n");
  };
  EXPECT_EQ(code_of(head(kLimits.head_bytes)), "ok");
  EXPECT_EQ(code_of(head(kLimits.head_bytes + 1)), "http.head-too-large");
}

TEST(RequestHead, takes_as_many_fields_as_may_be_and_refuses_one_more_AB68) {
  const auto head = [](std::size_t count) {
    std::string fields;
    for (std::size_t i = 1; i < count; ++i) {  // Host is one
      fields += "X: y\r\n";
    }
    return with(fields);
  };
  EXPECT_EQ(code_of(head(kLimits.fields)), "ok");
  EXPECT_EQ(code_of(head(kLimits.fields + 1)), "http.head-too-large");
}

TEST(RequestHead, is_refused_before_it_ends_where_it_cannot_become_one_AB68) {
  const auto refused = [](std::string_view start) {
    const auto end = find_head_end(start, 0, kLimits);
    return end.ok() ? "ok" : std::string(end.error().code());
  };
  EXPECT_EQ(refused("GET /" + std::string(kLimits.target_bytes, 'a')), "http.target-too-long");
  EXPECT_EQ(refused("GET / HTTP/1.1\r\nX: " + std::string(kLimits.head_bytes, 'a')),
            "http.head-too-large");
  EXPECT_EQ(refused(std::string(64, 'A')), "http.bad-request");
  EXPECT_EQ(refused("GET / HTTP/1.1\nHost"), "http.bad-request");
  EXPECT_EQ(refused("\x16\x03\x01\x02"), "http.bad-request") << "a TLS greeting";
  EXPECT_EQ(refused("GET / HTTP/1.1\r\nHo"), "ok");
}

TEST(RequestHead, finds_close_among_the_options_of_connection) {
  EXPECT_TRUE(parse_request_head(with("Connection: x, Close\r\n"), kLimits)->close);
  EXPECT_FALSE(parse_request_head(with("Connection: keep-alive\r\n"), kLimits)->close);
}

RC_GTEST_PROP(RequestHead, is_found_the_same_however_its_octets_arrive, ()) {
  std::string text = "POST /a?b HTTP/1.1\r\nHost: x\r\nX: y\r\n\r\n";
  if (*rc::gen::arbitrary<bool>()) {  // and where one octet is not what it was
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    text[at] = *rc::gen::arbitrary<char>();
  }
  std::string whole = "more";
  if (const auto end = find_head_end(text, 0, kLimits); !end.ok() || *end > 0) {
    whole = end.ok() ? std::to_string(*end) : std::string(end.error().code());
  }
  std::string by_parts = "more";
  for (std::size_t have = 0; have < text.size() && by_parts == "more";) {
    const std::size_t more = *rc::gen::inRange<std::size_t>(1, text.size() - have + 1);
    const auto end = find_head_end(std::string_view(text).substr(0, have + more), have, kLimits);
    have += more;
    if (!end.ok() || *end > 0) {
      by_parts = end.ok() ? std::to_string(*end) : std::string(end.error().code());
    }
  }
  RC_ASSERT(by_parts == whole);
}

RC_GTEST_PROP(RequestHead, reads_back_what_was_written, (const Bytes& target, const Bytes& value)) {
  Request request;
  request.method = "PUT";
  request.target = "/" + to_base64url(target);
  request.headers.add("X-Value", to_base64(value));
  const Framing framing{Framing::Kind::length, value.size()};
  const auto parsed =
      parse_request_head(write_request_head(request, "kr.example:1", framing), kLimits);
  RC_ASSERT(parsed.ok());
  RC_ASSERT(parsed->head.target == request.target);
  RC_ASSERT(parsed->head.headers.find("x-value") == std::string_view(to_base64(value)));
  RC_ASSERT(parsed->framing == framing);
}

TEST(ResponseHead, reads_what_the_server_writes) {
  Response response;
  response.status = 429;
  response.headers.add("Retry-After", "1");
  const std::string text =
      write_response_head(response, Framing{Framing::Kind::chunked, 0}, KeepAlive::no);
  const auto parsed = parse_response_head(text, "GET", kLimits);
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->status, 429);
  EXPECT_EQ(parsed->headers.find("retry-after"), "1");
  EXPECT_EQ(parsed->framing.kind, Framing::Kind::chunked);
  EXPECT_TRUE(parsed->close);
}

TEST(ResponseHead, refuses_a_body_that_only_the_end_of_the_connection_would_end_AB72) {
  const auto parsed = parse_response_head("HTTP/1.1 200 OK\r\nX: y\r\n\r\n", "GET", kLimits);
  ASSERT_FALSE(parsed.ok());
  EXPECT_TRUE(parsed.error().is(kBadResponse));
}

TEST(ResponseHead, refuses_what_is_no_final_answer) {
  for (const char* line :
       {"HTTP/1.1 100 Continue", "HTTP/1.0 200 OK", "HTTP/1.1 2000 OK", "HTTP/1.1 20 OK",
        "HTTP/1.1 200", "HTTP/1.1 600 X", "SSH-2.0-x", "", "HTTP/1.1  200 OK", "HTTP/1.1 +20 OK"}) {
    const std::string text = std::string(line) + "\r\nContent-Length: 0\r\n\r\n";
    EXPECT_FALSE(parse_response_head(text, "GET", kLimits).ok()) << line;
  }
}

TEST(ResponseHead, leaves_out_framing_that_a_handler_wrote) {
  Response response;
  response.headers.add("Content-Length", "999");
  response.headers.add("Transfer-Encoding", "chunked");
  const std::string text =
      write_response_head(response, Framing{Framing::Kind::length, 3}, KeepAlive::yes);
  EXPECT_EQ(text, "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n");
}

TEST(Problem, shows_a_code_and_nothing_else) {
  EXPECT_EQ(as_text(problem(404, kBadRequest.code).body),
            R"({"type":"about:blank","title":"Not Found","status":404,"code":"http.bad-request"})");
}

}  // namespace
}  // namespace entente::http
