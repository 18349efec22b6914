// Sealing and opening 1 GiB: from memory, beside AES-256-GCM alone as `openssl speed` shows it, and
// from file to file, beside `age` in the same folder. Each runs in a process of its own, whose
// memory is what the system says of it. Prints one JSON line a figure.
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>

#include "crypto/key_agreement.h"
#include "crypto/key_wrap.h"
#include "crypto/random.h"
#include "object/errors.h"
#include "object/open.h"
#include "object/seal.h"
#include "row.h"
#include "store/posix_files.h"

namespace {

using namespace entente;
constexpr std::uint64_t kBytes = 1u << 30;
constexpr double kGigabyte = 1e9;
constexpr std::uint64_t kMemoryTarget = 32u << 20;

/// 1 GiB of zeros.
class Zeros final : public ByteSource {
 public:
  Result<std::size_t> read(std::span<std::uint8_t> out) override {
    const std::size_t some = std::min<std::uint64_t>(out.size(), left_);
    std::fill_n(out.begin(), some, std::uint8_t{0});
    left_ -= some;
    return some;
  }

 private:
  std::uint64_t left_ = kBytes;
};

struct Measured {
  double seconds = 0;
  std::uint64_t peak_bytes = 0;
};

/// Runs `what` in a process of its own.
Measured in_child(const std::function<void()>& what) {
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) {
    what();
    _exit(0);
  }
  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) != child || status != 0) {
    std::fprintf(stderr, "object_bench: a child failed\n");
    std::exit(1);
  }
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
          static_cast<std::uint64_t>(usage.ru_maxrss) << 10};
}

Measured run(const std::string& command) {
  return in_child([&] { execl("/bin/sh", "sh", "-c", command.c_str(), nullptr); });
}

/// What `openssl speed` reaches with blocks of a segment, in octets a second.
std::optional<double> openssl_rate() {
  FILE* const out = popen(
      "openssl speed -elapsed -seconds 3 -bytes 1048576 -evp aes-256-gcm -mr 2>/dev/null", "r");
  double rate = 0;
  char line[256];
  while (out != nullptr && std::fgets(line, sizeof line, out) != nullptr) {
    std::sscanf(line, "+F:%*d:AES-256-GCM:%lf", &rate);
  }
  return out != nullptr && pclose(out) == 0 && rate > 0 ? std::optional(rate) : std::nullopt;
}

void print(std::string_view name, double value, std::string_view unit, std::string_view peer,
           std::optional<double> beside, std::string_view note) {
  bench::print_row(fmt::format("object.{}", name), value, unit, note,
                   beside ? std::optional(bench::Peer{peer, *beside}) : std::nullopt);
}

/// A file of the bench's folder, open.
std::unique_ptr<File> open_file(FileSystem& files, std::string_view name, OpenMode mode) {
  return files.open(name, mode).value();
}

class Bench {
 public:
  void run_all() {
    from_memory();
    from_files();
  }

 private:
  object::SealRequest request() const {
    object::SealRequest made;
    made.recipients.push_back({"https://jp.exercise.example/kas", "k", key_.public_key(), ""});
    return made;
  }
  object::KeyUnwrapper unwrap() const {
    return [this](const object::KeyAccess& access, std::string_view) {
      return crypto::ec_unwrap(key_, {access.ephemeral_public_key, access.wrapped_key});
    };
  }
  void seal(ByteSource& in, ByteSink& out) {
    std::ignore = object::seal(in, out, request(), entropy_).value();
  }
  void open(RandomAccess& in, ByteSink& out) const {
    std::ignore = object::open_object(in, unwrap(), object::AnyBinding{}, out).value();
  }

  void from_memory() {
    const std::optional<double> raw = openssl_rate();
    const auto beside = raw ? std::optional(*raw / kGigabyte) : std::nullopt;
    const Measured sealing = in_child([&] {
      Zeros in;
      NullSink out;
      seal(in, out);
    });
    print("seal", kBytes / kGigabyte / sealing.seconds, "GB/s", "openssl speed aes-256-gcm", beside,
          "1 GiB of zeros to nowhere, segments of 1 MiB, one thread");
  }

  void from_files() {
    // In memory where the system has such files: a disk's writing back would be what is measured.
    const std::string folder =
        (std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : "build/bench") +
        fmt::format("/entente-bench-{}", getpid());
    std::filesystem::remove_all(folder);
    files_ = store::PosixFiles::open(folder, store::HomeMode::create_if_absent).value();
    std::ignore = run("head -c 1073741824 /dev/urandom > " + folder + "/content");
    std::ignore = run("cat " + folder + "/content > /dev/null");
    const Measured sealing = in_child([&] {
      const auto content = open_file(*files_, "content", OpenMode::read);
      const auto sealed = open_file(*files_, "sealed", OpenMode::create_new);
      FileSource in(*content);
      FileSink out(*sealed);
      seal(in, out);
    });
    const Measured nowhere = in_child([&] {
      const auto sealed = open_file(*files_, "sealed", OpenMode::read);
      FileRandomAccess in(*sealed);
      NullSink out;
      open(in, out);
    });
    const Measured opening = in_child([&] {
      const auto sealed = open_file(*files_, "sealed", OpenMode::read);
      const auto opened = open_file(*files_, "opened", OpenMode::create_new);
      FileRandomAccess in(*sealed);
      FileSink out(*opened);
      open(in, out);
    });
    std::ignore = run("cmp " + folder + "/content " + folder + "/opened");
    std::filesystem::remove(folder + "/opened");
    beside_age(folder, sealing, opening);
    const std::optional<double> raw = openssl_rate();
    print("open", kBytes / kGigabyte / nowhere.seconds, "GB/s", "openssl speed aes-256-gcm",
          raw ? std::optional(*raw / kGigabyte) : std::nullopt,
          "1 GiB from a file in the page cache to nowhere, every segment verified, one thread");
    const auto peak = static_cast<double>(std::max(sealing.peak_bytes, opening.peak_bytes));
    print("memory", peak / (1u << 20), "MiB", "", std::nullopt,
          fmt::format("the larger of sealing and opening 1 GiB, the whole process; at most {} MiB "
                      "are asked",
                      kMemoryTarget >> 20));
    std::filesystem::remove_all(folder);
  }

  static void beside_age(const std::string& folder, Measured sealing, Measured opening) {
    std::optional<double> seal_peer;
    std::optional<double> open_peer;
    if (std::system("command -v age > /dev/null") == 0) {
      std::ignore = run("age-keygen -o " + folder + "/age.key 2> /dev/null");
      const Measured sealed = run("age -r $(age-keygen -y " + folder + "/age.key) -o " + folder +
                                  "/content.age " + folder + "/content");
      const Measured opened = run("age -d -i " + folder + "/age.key -o " + folder + "/opened " +
                                  folder + "/content.age");
      seal_peer = kBytes / kGigabyte / sealed.seconds;
      open_peer = kBytes / kGigabyte / opened.seconds;
    }
    print("seal-file", kBytes / kGigabyte / sealing.seconds, "GB/s", "age", seal_peer,
          "1 GiB from file to file in memory; the peer's is ChaCha20-Poly1305 on all cores");
    print("open-file", kBytes / kGigabyte / opening.seconds, "GB/s", "age", open_peer,
          "1 GiB from file to file in memory, every segment verified");
  }

  crypto::SystemEntropy entropy_;
  crypto::AgreementKey key_ =
      crypto::AgreementKey::generate(crypto::AgreementCurve::p256, entropy_);
  std::unique_ptr<store::PosixFiles> files_;
};

}  // namespace

int main() {
  Bench().run_all();
  return 0;
}
