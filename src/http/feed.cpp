#include "http/feed.h"

#include <utility>

namespace entente::http {

bool Feed::push(std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (end_ != End::not_yet) {
    return false;
  }
  if (text.size() > capacity_ - waiting_.size()) {
    end_ = End::broken;
    waiting_.clear();
  } else {
    waiting_ += text;
  }
  wake_locked();
  return end_ == End::not_yet;
}

void Feed::close() {
  const std::lock_guard lock(mutex_);
  if (end_ == End::not_yet) {
    end_ = End::whole;
    wake_locked();
  }
}

bool Feed::open() const {
  const std::lock_guard lock(mutex_);
  return end_ == End::not_yet;
}

void Feed::attach(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

Feed::Taken Feed::take() {
  const std::lock_guard lock(mutex_);
  return {std::exchange(waiting_, {}), end_};
}

void Feed::abandon() {
  const std::lock_guard lock(mutex_);
  end_ = End::broken;
  waiting_.clear();
  wake_ = nullptr;
}

// The wake only posts to the loop, so it may be called under the lock.
void Feed::wake_locked() {
  if (wake_) {
    wake_();
  }
}

}  // namespace entente::http
