// SPDX-License-Identifier: Apache-2.0
#include "pipeline/work.h"

#include "base/hash.h"

namespace lachan::pipeline {

void StopSignal::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
}

bool StopSignal::stopped() const {
  const std::lock_guard lock(mutex_);
  return stopped_;
}

bool StopSignal::WaitFor(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, time, [&] { return stopped_; });
}

Status WorkQueue::Push(std::unique_ptr<Job>& job) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return Fail(ErrorCode::kUnavailable, "the pipeline is stopping");
    if (bytes_ > 0 && bytes_ + job->bytes > limit_bytes_) {
      return Fail(ErrorCode::kExhausted, "the intake queue is full ({} MiB)", limit_bytes_ >> 20);
    }
    bytes_ += job->bytes;
    job->ticket = next_ticket_++;
    waiting_.push_back(std::move(job));
  }
  to_do_.notify_one();
  return {};
}

std::unique_ptr<Job> WorkQueue::Pop() {
  std::unique_lock lock(mutex_);
  to_do_.wait(lock, [&] { return closed_ || !waiting_.empty(); });
  if (waiting_.empty()) return nullptr;
  std::unique_ptr<Job> job = std::move(waiting_.front());
  waiting_.pop_front();
  return job;
}

void WorkQueue::Deliver(std::unique_ptr<Job> job) {
  {
    const std::lock_guard lock(mutex_);
    const std::uint64_t ticket = job->ticket;
    done_.emplace(ticket, std::move(job));
    if (done_.begin()->first != next_out_) return;
  }
  finished_.notify_one();
}

std::vector<std::unique_ptr<Job>> WorkQueue::TakeRun(std::size_t bytes,
                                                     std::chrono::milliseconds patience) {
  std::vector<std::unique_ptr<Job>> run;
  std::unique_lock lock(mutex_);
  finished_.wait_for(lock, patience, [&] {
    return (!done_.empty() && done_.begin()->first == next_out_) ||
           (closed_ && next_out_ == next_ticket_);
  });
  std::size_t taken = 0;
  while (!done_.empty() && done_.begin()->first == next_out_ && (run.empty() || taken < bytes)) {
    taken += done_.begin()->second->item.body->size();
    run.push_back(std::move(done_.begin()->second));
    done_.erase(done_.begin());
    ++next_out_;
  }
  return run;
}

void WorkQueue::Release(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  bytes_ -= bytes;
}

void WorkQueue::Close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  to_do_.notify_all();
  finished_.notify_all();
}

bool WorkQueue::drained() const {
  const std::lock_guard lock(mutex_);
  return closed_ && next_out_ == next_ticket_;
}

std::size_t WorkQueue::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::size_t WorkQueue::batches() const {
  const std::lock_guard lock(mutex_);
  return next_ticket_ - next_out_;
}

void Tail::Start(Sequence floor) {
  const std::lock_guard lock(mutex_);
  floor_ = floor;
  last_ = floor - 1;
}

void Tail::Push(std::shared_ptr<const Batch> batch) {
  {
    const std::lock_guard lock(mutex_);
    last_ = batch->sequence;
    bytes_ += batch->bytes();
    batches_.push_back(std::move(batch));
    while (bytes_ > limit_bytes_ && !batches_.empty()) {
      floor_ = batches_.front()->sequence + 1;
      bytes_ -= batches_.front()->bytes();
      batches_.pop_front();
    }
  }
  added_.notify_all();
}

Sequence Tail::floor() const {
  const std::lock_guard lock(mutex_);
  return floor_;
}

std::optional<std::shared_ptr<const Batch>> Tail::Find(Sequence from) const {
  const std::lock_guard lock(mutex_);
  if (from < floor_) return std::nullopt;
  const auto at = std::ranges::lower_bound(batches_, from, {},
                                           [](const auto& batch) { return batch->sequence; });
  return at == batches_.end() ? nullptr : *at;
}

void Tail::WaitFor(Sequence from, std::chrono::milliseconds patience) const {
  std::unique_lock lock(mutex_);
  added_.wait_for(lock, patience, [&] { return awake_ || last_ >= from; });
}

void Tail::Forget(Sequence sequence) {
  const std::lock_guard lock(mutex_);
  while (!batches_.empty() && batches_.front()->sequence <= sequence) {
    floor_ = batches_.front()->sequence + 1;
    bytes_ -= batches_.front()->bytes();
    batches_.pop_front();
  }
}

void Tail::Wake() {
  {
    const std::lock_guard lock(mutex_);
    awake_ = true;
  }
  added_.notify_all();
}

Sequence Tail::last() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

std::string KeyPrint(std::string_view key) { return Sha256Hex(key).substr(0, 32); }

KeyMemory::Answer KeyMemory::Claim(const std::string& key, Receipt& first) {
  std::string print = KeyPrint(key);
  const std::lock_guard lock(mutex_);
  const auto [at, is_new] = known_.try_emplace(std::move(print));
  if (is_new) return Answer::kNew;
  if (!at->second.is_durable) return Answer::kInProgress;
  if (at->second.answer) first = *at->second.answer;
  return Answer::kDurable;
}

void KeyMemory::Durable(const std::string& key, const Receipt& answer) {
  Keep(KeyPrint(key), answer);
}

void KeyMemory::Restore(std::string print) { Keep(std::move(print), std::nullopt); }

void KeyMemory::Keep(std::string print, std::optional<Receipt> answer) {
  const std::lock_guard lock(mutex_);
  Known& known = known_[print];
  if (known.is_durable) return;
  if (answer && answer->refused.size() > kRefusedKept) answer.reset();
  known = {true, std::move(answer)};
  order_.push_back(std::move(print));
  if (order_.size() > kAnswers) known_[order_[order_.size() - 1 - kAnswers]].answer.reset();
  while (order_.size() > limit_) {
    known_.erase(order_.front());
    order_.pop_front();
  }
}

void KeyMemory::Forget(const std::string& key) {
  const std::string print = KeyPrint(key);
  const std::lock_guard lock(mutex_);
  const auto at = known_.find(print);
  if (at != known_.end() && !at->second.is_durable) known_.erase(at);
}

}  // namespace lachan::pipeline
