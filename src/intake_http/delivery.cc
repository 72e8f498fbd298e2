// SPDX-License-Identifier: Apache-2.0
#include "intake_http/delivery.h"

#include <algorithm>
#include <array>
#include <mutex>

namespace lachan::intake_http {
namespace {

constexpr int kTooManyRequests = 429, kUnavailable = 503;
constexpr std::chrono::seconds kInProgressWait{1}, kDiskWait{10};

/// Outcomes of the parts as they come in from the pipeline's threads.
class Arrivals {
 public:
  explicit Arrivals(std::size_t parts) : outcomes_(parts), waiting_(parts) {}

  void Set(std::size_t part, Taking<pipeline::Receipt> outcome) {
    std::function<void()> wake;
    {
      const std::lock_guard lock(mutex_);
      outcomes_[part] = std::move(outcome);
      if (--waiting_ == 0) wake = std::move(wake_);
    }
    if (wake) wake();
  }

  void OnReady(std::function<void()> wake) {
    {
      const std::lock_guard lock(mutex_);
      if (waiting_ > 0) {
        wake_ = std::move(wake);
        return;
      }
    }
    wake();
  }

  /// After `wake` only.
  const std::vector<std::optional<Taking<pipeline::Receipt>>>& outcomes() const {
    return outcomes_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::optional<Taking<pipeline::Receipt>>> outcomes_;
  std::size_t waiting_;
  std::function<void()> wake_;
};

/// What stands in the way of a submission that the pipeline did not begin.
Trouble NotBegun(const Error& error, const pipeline::Pipeline& pipeline) {
  if (error.code() == ErrorCode::kExhausted) {
    return {kTooManyRequests, "more comes than can be written; send it again later",
            pipeline.RetryAfter()};
  }
  if (error.code() == ErrorCode::kUnavailable) {
    return {kUnavailable, error.message(), kInProgressWait};
  }
  return {400, error.message(), {}};
}

}  // namespace

/// A batch on its way.
class Submission final : public web::PendingResponse {
 public:
  Submission(const Deps& deps, Batch batch, Render render)
      : deps_(deps), batch_(std::move(batch)), render_(std::move(render)) {
    Divide();
    arrivals_ = std::make_shared<Arrivals>(parts_.size());
  }

  bool has_records() const { return !parts_.empty(); }

  /// In order; after a part that is not taken none is tried, so that the order stays.
  void Begin() {
    std::optional<Trouble> trouble;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (!trouble) trouble = BeginPart(i);
      if (trouble) arrivals_->Set(i, std::unexpected(*trouble));
    }
  }

  void OnReady(std::function<void()> wake) override { arrivals_->OnReady(std::move(wake)); }

  web::Response Finish() override {
    const Delivery delivery = Sum();
    // A sender that is told to come again with all of it will have its refused items counted then.
    const bool comes_again =
        !delivery.untaken.empty() && !(batch_.by_item_ && delivery.accepted > 0);
    if (!comes_again) CountRefused();
    return render_(delivery);
  }

 private:
  struct Part {
    std::size_t begin = 0, end = 0;  ///< Records.
  };

  void Divide() {
    const auto& records = batch_.records_;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < records.size(); ++i) {
      const bool is_full =
          !parts_.empty() && (i - parts_.back().begin >= batch_.options_.part_records ||
                              bytes + records[i].text.size() > batch_.options_.part_bytes);
      if (parts_.empty() || is_full) {
        parts_.push_back({i, i});
        bytes = 0;
      }
      bytes += records[i].text.size();
      parts_.back().end = i + 1;
    }
    // If a later part is not taken, the whole request comes again: the first must be known then.
    if (parts_.size() > 1 && batch_.key_.empty() && !batch_.by_item_) batch_.key_ = KeyOfRecords();
  }

  std::string KeyOfRecords() const {
    std::string all;
    for (const auto& record : batch_.records_) all += Fingerprint(record.text);
    return Fingerprint(all);
  }

  std::optional<Trouble> BeginPart(std::size_t number) {
    const Part& part = parts_[number];
    const auto begin = batch_.records_.begin() + static_cast<std::ptrdiff_t>(part.begin);
    const auto end = batch_.records_.begin() + static_cast<std::ptrdiff_t>(part.end);
    std::vector<RawRecord> records;
    if (parts_.size() == 1) {
      records = std::move(batch_.records_);
    } else {
      records.assign(std::move_iterator(begin), std::move_iterator(end));
    }
    std::string key = batch_.key_;
    if (!key.empty() && number > 0) key += fmt::format("/{}", number);
    const auto begun = deps_.pipeline.SubmitAsync(
        std::move(records), std::move(key),
        [arrivals = arrivals_, number](const Result<pipeline::Receipt>& result) {
          if (result) {
            arrivals->Set(number, *result);
          } else {
            arrivals->Set(number, std::unexpected(
                                      Trouble{kUnavailable, result.error().message(), kDiskWait}));
          }
        });
    if (begun) return std::nullopt;
    return NotBegun(begun.error(), deps_.pipeline);
  }

  std::uint32_t ItemOf(std::size_t record) const {
    return batch_.item_of_.empty() ? static_cast<std::uint32_t>(record) : batch_.item_of_[record];
  }

  Delivery Sum() const {
    Delivery sum;
    sum.items = batch_.items_;
    sum.refused = batch_.refused_;
    sum.duplicate = !parts_.empty();
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const Part& part = parts_[i];
      const auto& outcome = *arrivals_->outcomes()[i];
      if (!outcome) {
        sum.duplicate = false;
        sum.untaken.push_back({ItemOf(part.begin), ItemOf(part.end - 1) + 1, outcome.error()});
        continue;
      }
      sum.accepted += outcome->accepted;
      sum.malformed += outcome->malformed;
      sum.clock_suspect += outcome->clock_suspect;
      if (outcome->first && (!sum.first || *outcome->first < *sum.first))
        sum.first = outcome->first;
      if (outcome->last && (!sum.last || *outcome->last > *sum.last)) sum.last = outcome->last;
      sum.duplicate = sum.duplicate && outcome->duplicate;
      if (sum.token.empty()) sum.token = outcome->token;
      for (const auto index : outcome->malformed_at) {
        sum.malformed_items.push_back(ItemOf(part.begin + index));
      }
      for (const auto& refused : outcome->refused) {
        sum.refused.push_back({ItemOf(part.begin + refused.index), refused.reason});
      }
    }
    std::ranges::sort(sum.refused, {}, &RefusedItem::item);
    return sum;
  }

  void CountRefused() const {
    std::array<std::uint64_t, pipeline::kRejections> counts{};
    for (const auto& refused : batch_.refused_) ++counts[static_cast<std::size_t>(refused.reason)];
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (counts[i] == 0) continue;
      deps_.pipeline.CountRejected(batch_.sender_.source, static_cast<pipeline::Rejection>(i),
                                   counts[i]);
    }
  }

  const Deps& deps_;
  Batch batch_;
  const Render render_;
  std::vector<Part> parts_;
  std::shared_ptr<Arrivals> arrivals_;
};

web::Response Deliver(const Deps& deps, Batch batch, Render render) {
  auto submission = std::make_unique<Submission>(deps, std::move(batch), std::move(render));
  if (!submission->has_records()) return submission->Finish();
  submission->Begin();
  web::Response response;
  response.pending = std::move(submission);
  return response;
}

}  // namespace lachan::intake_http
