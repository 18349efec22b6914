#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "cli/errors.h"
#include "cli/host.h"
#include "cli/local_file.h"

namespace entente::cli {
namespace {

constexpr std::uint64_t kPassphraseBytes = 1024;
constexpr std::string_view kCredentialName = "entente-passphrase";

/// Turns the terminal's echo off while it lives.
class Silence {
 public:
  Silence() {
    silent_ = ::tcgetattr(STDIN_FILENO, &before_) == 0;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    silent_ = silent_ && ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
  }
  ~Silence() {
    if (silent_) {
      ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  termios before_{};
  bool silent_ = false;
};

Result<std::string> ask(std::string_view prompt) {
  if (::isatty(STDIN_FILENO) == 0) {
    return Error(kNoPassphrase, "A secret was not given, and nobody is there to be asked.");
  }
  std::fwrite(prompt.data(), 1, prompt.size(), stderr);
  const Silence silence;
  std::string line;
  for (int c = std::getchar(); c != EOF && c != '\n' && line.size() < kPassphraseBytes;
       c = std::getchar()) {
    line += static_cast<char>(c);
  }
  std::fputs("\n", stderr);
  return line;
}

}  // namespace

Result<crypto::SecretBytes> read_passphrase(const std::string& file) {
  std::string path = file;
  const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");
  if (path.empty() && credentials != nullptr) {
    path = std::string(credentials) + "/" + std::string(kCredentialName);
  }
  return read_secret(path, "Passphrase of the node: ");
}

Result<crypto::SecretBytes> read_secret(const std::string& file, std::string_view prompt) {
  Result<std::string> text = file.empty() ? ask(prompt) : read_local(file, kPassphraseBytes);
  if (!text.ok()) {
    return text.error();
  }
  std::string secret = std::move(text).value();
  while (secret.ends_with('\n') || secret.ends_with('\r')) {
    secret.pop_back();
  }
  crypto::SecretBytes kept = crypto::SecretBytes::copy_of(as_bytes(secret));
  crypto::wipe({reinterpret_cast<std::uint8_t*>(secret.data()), secret.size()});
  return kept;
}

}  // namespace entente::cli
