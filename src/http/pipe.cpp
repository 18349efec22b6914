#include "http/pipe.h"

#include <algorithm>

namespace entente::http {

BodyPipe::Room BodyPipe::room_locked() const {
  if (abandoned_) {
    return Room::reader_gone;
  }
  return octets_.size() - read_ < kCapacity ? Room::more : Room::full;
}

BodyPipe::Room BodyPipe::push(BytesView octets) {
  const std::lock_guard lock(mutex_);
  if (!abandoned_) {
    if (read_ >= kCapacity / 2) {
      octets_.erase(octets_.begin(), octets_.begin() + static_cast<std::ptrdiff_t>(read_));
      read_ = 0;
    }
    append(octets_, octets);
    filled_.notify_one();
  }
  const Room room = room_locked();
  was_full_ = room == Room::full;
  return room;
}

BodyPipe::Room BodyPipe::room() const {
  const std::lock_guard lock(mutex_);
  return room_locked();
}

void BodyPipe::finish(Status status) {
  const std::lock_guard lock(mutex_);
  if (!end_) {
    end_ = std::move(status);
    filled_.notify_one();
  }
}

Result<std::size_t> BodyPipe::read(std::span<std::uint8_t> out) {
  if (out.empty()) {
    return std::size_t{0};
  }
  std::unique_lock lock(mutex_);
  filled_.wait(lock, [&] { return read_ < octets_.size() || end_.has_value(); });
  if (end_ && !end_->ok()) {
    return end_->error();
  }
  const std::size_t size = std::min(out.size(), octets_.size() - read_);
  std::copy_n(octets_.begin() + static_cast<std::ptrdiff_t>(read_), size, out.begin());
  read_ += size;
  if (read_ == octets_.size()) {
    octets_.clear();
    read_ = 0;
  }
  const bool tell = was_full_ && octets_.size() - read_ <= kCapacity / 2;
  was_full_ = was_full_ && !tell;
  lock.unlock();
  if (tell) {
    on_room_();
  }
  return size;
}

void BodyPipe::abandon() {
  {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
    octets_.clear();
    read_ = 0;
  }
  on_room_();
}

}  // namespace entente::http
