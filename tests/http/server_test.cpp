#include "http/server.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <mutex>

#include "http/blocking_client.h"
#include "http/errors.h"
#include "http/stand.h"

namespace entente::http::test {
namespace {

constexpr std::string_view kBye = "\r\nconnection: close\r\n";

struct LocalServer {
  explicit LocalServer(Server::Settings settings = {}, Server::Handler handler = &echo) {
    auto listening = Server::listen_local(stand.loop, stand.executor, folder.file("admin.sock"),
                                          std::move(settings), std::move(handler));
    EXPECT_TRUE(listening.ok());
    server = std::move(listening).value();
  }
  [[nodiscard]] std::string path() const { return folder.file("admin.sock"); }
  [[nodiscard]] RawSocket raw() const { return RawSocket(path()); }
  /// What the server says to `octets`, until it closes.
  [[nodiscard]] std::string say(std::string_view octets) const {
    const RawSocket socket = raw();
    socket.send_all(octets);
    return socket.read_to_end();
  }

  Folder folder;
  Stand stand;
  std::unique_ptr<Server> server;
};

std::string status_of(std::string_view answer) { return std::string(answer.substr(9, 3)); }

TEST(Server, serves_one_request_after_another_on_one_connection) {
  const LocalServer local;
  const RawSocket socket = local.raw();
  for (const char* body : {"one", "two"}) {
    socket.send_all("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n" + std::string(body));
    const std::string answer = socket.read_until(body);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
    EXPECT_TRUE(answer.ends_with("\r\n\r\nPOST /a " + std::string(body))) << answer;
  }
}

TEST(Server, serves_pipelined_requests_in_their_order) {
  const LocalServer local;
  const std::string answer = local.say(
      "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"
      "POST /2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
      "GET /3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
      "GET /4 HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::size_t first = answer.find("GET /1");
  const std::size_t second = answer.find("POST /2 ab");
  const std::size_t third = answer.find("GET /3");
  EXPECT_TRUE(first < second && second < third && third != std::string::npos) << answer;
  EXPECT_EQ(answer.find("/4"), std::string::npos) << "nothing after close is served";
}

TEST(Server, answers_400_and_closes_where_a_proxy_could_see_another_message_AB69) {
  const LocalServer local;
  // In each, what a lenient reader would take for a second request must not be served.
  const std::string inner = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
  for (const std::string& octets :
       {"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
        "0\r\n\r\n" +
            inner,
        "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n"
        "0\r\n\r\n" +
            inner,
        "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n" + inner,
        "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + inner,
        "POST /a HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n" + inner,
        "POST /a HTTP/1.1\nHost: x\n\n" + inner,
        "GET /a HTTP/1.1\r\nHost: x\r\nX: a\rGET /smuggled HTTP/1.1\r\n\r\n" + inner,
        "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        "1;x=y\r\na\r\n0\r\n\r\n" +
            inner,
        "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\r\n" +
            inner,
        "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\nZ\n0\n\n" + inner}) {
    const std::string answer = local.say(octets);
    EXPECT_EQ(status_of(answer), "400") << octets;
    EXPECT_NE(answer.find(kBye), std::string::npos) << octets;
    EXPECT_EQ(answer.find("smuggled"), std::string::npos) << octets;
  }
}

TEST(Server, answers_431_414_413_to_what_is_too_large_AB68) {
  Server::Settings settings;
  settings.limits.body_bytes = 10;
  const LocalServer local(std::move(settings));
  const std::string start = "POST /a HTTP/1.1\r\nHost: x\r\n";
  EXPECT_EQ(status_of(local.say(start + "X: " + std::string(64'000, 'a') + "\r\n\r\n")), "431");
  std::string many;
  for (int i = 0; i < 10'000; ++i) {
    many += "a:\r\n";
  }
  EXPECT_EQ(status_of(local.say(start + many + "\r\n")), "431");
  EXPECT_EQ(status_of(local.say("GET /" + std::string(1'000'000, 'a'))), "414");
  EXPECT_EQ(status_of(local.say(start + "Content-Length: 11\r\n\r\n")), "413");
  EXPECT_EQ(status_of(local.say(start + "Transfer-Encoding: chunked\r\n\r\nb\r\n")), "413");
  EXPECT_EQ(
      status_of(local.say(start + "Connection: close\r\nContent-Length: 10\r\n\r\n0123456789")),
      "200");
}

TEST(Server, never_gives_a_truncated_body_to_the_handler_AB72) {
  std::atomic<int> calls{0};
  const LocalServer local({}, [&](const RequestContext&, Request, const Server::Respond& respond) {
    ++calls;
    respond({});
  });
  for (const char* octets :
       {"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n12345678",
        "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n",
        "POST /a HTTP/1.1\r\nHost: x"}) {
    const RawSocket socket = local.raw();
    socket.send_all(octets);
    socket.end_sending();
    EXPECT_EQ(socket.read_to_end(), "");
  }
  EXPECT_EQ(calls, 0);
}

TEST(Server, sends_100_continue_to_a_client_that_waits_for_it) {
  const LocalServer local;
  const RawSocket socket = local.raw();
  socket.send_all(
      "POST /a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(socket.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  socket.send_all("ab");
  EXPECT_TRUE(socket.read_until("POST /a ab").ends_with("POST /a ab"));
}

TEST(Server, sends_no_body_to_HEAD) {
  const LocalServer local;
  const std::string answer = local.say("HEAD /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_NE(answer.find("content-length: 8\r\n"), std::string::npos) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

TEST(Server, answers_500_where_a_handler_drops_its_answer) {
  const LocalServer local({}, [](const RequestContext&, Request, const Server::Respond&) {});
  EXPECT_EQ(status_of(local.say("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")), "500");
}

TEST(Server, takes_an_answer_from_any_thread_and_only_the_first) {
  Stand* stand = nullptr;
  LocalServer local({}, [&](const RequestContext&, Request, const Server::Respond& respond) {
    stand->executor.work([respond] {
      Response response;
      response.status = 202;
      respond(std::move(response));
      respond({});
    });
  });
  stand = &local.stand;
  EXPECT_EQ(status_of(local.say("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")), "202");
}

// ---- Time and number (AB70) ---------------------------------------------------------------------

Server::Settings impatient() {
  Server::Settings settings;
  settings.timeouts.head_ms = 60;
  settings.timeouts.body_ms = 60;
  settings.timeouts.idle_ms = 60;
  settings.timeouts.write_ms = 60;
  settings.timeouts.handler_ms = 60;
  return settings;
}

TEST(Server, closes_a_connection_whose_head_never_ends_AB70) {
  const LocalServer local(impatient());
  EXPECT_EQ(local.say("GET / HTTP/1.1\r\nHost"), "");
}

TEST(Server, closes_a_connection_whose_head_drips_AB70) {
  Server::Settings settings = impatient();
  settings.timeouts.idle_ms = 60'000;
  settings.limits.head_bytes = 64u << 20;
  const LocalServer local(std::move(settings));
  const RawSocket socket = local.raw();
  socket.send_all("GET / HTTP/1.1\r\nX: ");
  std::size_t sent = 0;
  while (sent < (32u << 20) && socket.send_all("a")) {  // each octet in time, never the end
    ++sent;
  }
  EXPECT_LT(sent, 32u << 20);
}

TEST(Server, closes_a_connection_whose_body_is_slower_than_the_least_rate_AB70) {
  const LocalServer local(impatient());
  EXPECT_EQ(local.say("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n1"), "");
}

TEST(Server, closes_an_idle_connection_AB70) {
  const LocalServer local(impatient());
  EXPECT_EQ(local.say(""), "");
  const RawSocket socket = local.raw();
  socket.send_all("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_TRUE(socket.read_to_end().ends_with("GET /a ")) << "after it was served";
}

TEST(Server, closes_a_connection_that_does_not_read_its_answer_AB70) {
  const LocalServer local(impatient(),
                          [](const RequestContext&, Request, const Server::Respond& respond) {
                            Response response;
                            response.body.resize(8u << 20);
                            respond(std::move(response));
                          });
  const RawSocket socket = local.raw();
  socket.send_all("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(socket.read_until("200"), "HTTP/1.1 200") << "it has begun";
  while (local.server->connections() > 0) {
    std::this_thread::yield();
  }
  EXPECT_LT(socket.read_to_end().size(), 8u << 20);
}

TEST(Server, closes_a_connection_whose_handler_never_answers) {
  std::mutex guard;  // the handler runs on the server's thread
  std::vector<Server::Respond> kept;
  const LocalServer local(impatient(),
                          [&](const RequestContext&, Request, Server::Respond respond) {
                            const std::lock_guard lock(guard);
                            kept.push_back(std::move(respond));
                          });
  EXPECT_EQ(local.say("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), "");
  const std::lock_guard lock(guard);
  for (const Server::Respond& respond : kept) {
    respond({});  // too late: nothing happens
  }
}

TEST(Server, closes_a_connection_past_its_limit_and_serves_again_when_one_has_gone) {
  Server::Settings settings;
  settings.limits.connections = 2;
  const LocalServer local(std::move(settings));
  const std::string request = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
  {
    const RawSocket one = local.raw();
    const RawSocket two = local.raw();
    one.send_all(request);
    two.send_all(request);
    EXPECT_NE(one.read_until("GET /a "), "");
    EXPECT_NE(two.read_until("GET /a "), "");
    EXPECT_EQ(local.say(request), "");
  }
  while (local.server->connections() > 0) {
    std::this_thread::yield();
  }
  EXPECT_EQ(status_of(local.say("GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")), "200");
}

// ---- Stopping -----------------------------------------------------------------------------------

TEST(Server, lets_an_answer_under_way_finish_when_it_stops) {
  Box<Server::Respond> respond;
  LocalServer local({}, [&](const RequestContext&, Request, Server::Respond later) {
    respond.put(std::move(later));
  });
  const RawSocket busy = local.raw();
  const RawSocket idle = local.raw();
  busy.send_all("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  const Server::Respond answer = respond.take();
  std::thread stopping([&] { local.server->stop(60'000); });
  EXPECT_EQ(idle.read_to_end(), "") << "an idle connection closes at once";
  answer({});
  EXPECT_EQ(status_of(busy.read_to_end()), "200");
  stopping.join();
  EXPECT_EQ(local.server->connections(), 0u);
  EXPECT_FALSE(local.raw().connected());
}

TEST(Server, gives_up_an_answer_that_takes_longer_than_the_grace) {
  Box<Server::Respond> respond;
  LocalServer local({}, [&](const RequestContext&, Request, Server::Respond later) {
    respond.put(std::move(later));
  });
  const RawSocket busy = local.raw();
  busy.send_all("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  const Server::Respond answer = respond.take();
  local.server->stop(0);
  EXPECT_EQ(busy.read_to_end(), "");
  local.server.reset();
  answer({});  // to a server that is no more
}

// ---- The socket ---------------------------------------------------------------------------------

TEST(LocalSocket, belongs_to_its_user_alone) {
  const LocalServer local;
  struct stat what{};
  ASSERT_EQ(stat(local.path().c_str(), &what), 0);
  EXPECT_EQ(what.st_mode & 0777, 0600u);
}

TEST(LocalSocket, replaces_one_that_a_stopped_process_left_but_not_a_live_one_nor_a_file) {
  Stand stand;
  const Folder folder;
  const std::string path = folder.file("s");
  {
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    close(fd);  // the file stays
  }
  const auto first = Server::listen_local(stand.loop, stand.executor, path, {}, &echo);
  ASSERT_TRUE(first.ok()) << first.error().describe();
  const auto second = Server::listen_local(stand.loop, stand.executor, path, {}, &echo);
  ASSERT_FALSE(second.ok());
  EXPECT_TRUE(second.error().is(kListen));
  const std::string file = folder.file("f");
  std::ofstream(file) << "not a socket";
  EXPECT_FALSE(Server::listen_local(stand.loop, stand.executor, file, {}, &echo).ok());
  EXPECT_TRUE(std::filesystem::exists(file));
}

TEST(LocalSocket, refuses_a_path_that_the_system_cannot_hold) {
  Stand stand;
  const auto at = [&](std::size_t size) {
    return Server::listen_local(stand.loop, stand.executor, std::string(size, 'a'), {}, &echo);
  };
  EXPECT_FALSE(at(0).ok());
  EXPECT_FALSE(at(101).ok());
}

}  // namespace
}  // namespace entente::http::test
