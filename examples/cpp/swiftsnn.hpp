// A thin C++17 wrapper of swiftsnn.h: a network that closes itself, vectors, exceptions.
//
// It has what the example beside it uses. Other functions of the C interface are wrapped the same
// way, or called with Network::handle(); check() turns their status into an exception.
#ifndef SWIFTSNN_HPP
#define SWIFTSNN_HPP

#include <swiftsnn.h>

#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace swiftsnn {

// A call that failed; what() is the sentence of the library.
class Error : public std::runtime_error {
 public:
  explicit Error(std::int32_t status) : std::runtime_error(snn_last_error()), status_(status) {}
  std::int32_t status() const noexcept { return status_; }  // SNN_ERROR_*

 private:
  std::int32_t status_;
};

inline void check(std::int32_t status) {
  if (status != SNN_OK) throw Error(status);
}

// A model, rule, distribution or factor of snn_catalogue(), with the parameters that are not to have
// their defaults. Names are C strings that outlive it, such as literals.
struct Part {
  const char* kind;
  std::vector<snn_parameter> parameters = {};
  std::int64_t count() const { return static_cast<std::int64_t>(parameters.size()); }
};

// Change of a weight = rate * pre * post.
struct Term {
  Part pre, post;
  double rate;
};

// Indices of a network, in order of creation.
enum class Population : std::int32_t {};
enum class Projection : std::int32_t {};
enum class Recorder : std::int32_t {};

struct Spike {
  double time;  // ms
  std::int32_t neuron;
};

class Network {
 public:
  // dt: step in ms. threads: 0 for all processors; results do not depend on it.
  Network(double dt, std::uint64_t seed, std::int32_t threads = 0) : dt_(dt) {
    check(snn_network_create(dt, seed, /*batch=*/1, threads, "single", &handle_));
  }
  Network(Network&& other) noexcept : handle_(std::exchange(other.handle_, 0)), dt_(other.dt_) {}
  Network& operator=(Network&& other) noexcept {
    std::swap(handle_, other.handle_);
    std::swap(dt_, other.dt_);
    return *this;
  }
  ~Network() {
    if (handle_ != 0) snn_network_destroy(handle_);
  }

  snn_network handle() const noexcept { return handle_; }

  Population add(const std::string& name, std::int64_t size, const Part& model) {
    std::int32_t index;
    check(snn_population_add(handle_, name.c_str(), model.kind, size, model.parameters.data(),
                             model.count(), &index));
    return Population{index};
  }

  Projection connect(Population source, Population target, const Part& rule, const Part& weight,
                     const Part& delay) {
    const snn_connector connector{rule.kind, rule.parameters.data(), rule.count(), nullptr, 0};
    const snn_distribution weights{weight.kind, weight.parameters.data(), weight.count()};
    const snn_distribution delays{delay.kind, delay.parameters.data(), delay.count()};
    std::int32_t index;
    check(snn_connect(handle_, std::int32_t(source), std::int32_t(target), nullptr, &connector, 1,
                      &weights, &delays, &index));
    return Projection{index};
  }

  // Weights change by the terms while the network runs, and stay within the bounds.
  void learn(Projection projection, const std::vector<Term>& terms, double lower, double upper) {
    const auto factor = [](const Part& part) {
      return snn_factor{part.kind, part.parameters.data(), part.count(), nullptr, 0};
    };
    std::vector<snn_factor> factors;
    std::vector<snn_parameter> rates;
    for (const Term& term : terms) {
      factors.push_back(factor(term.pre));
      factors.push_back(factor(term.post));
      rates.push_back({"rate", term.rate});
    }
    std::vector<snn_term> added;
    for (std::size_t k = 0; k < terms.size(); k++)
      added.push_back({&factors[2 * k], 1, &factors[2 * k + 1], 1, /*modulator=*/-1,
                       /*dependence=*/nullptr, /*pairing=*/nullptr, &rates[k], 1});
    check(snn_projection_bounds(handle_, std::int32_t(projection), lower, upper));
    check(snn_plasticity_add(handle_, std::int32_t(projection), added.data(),
                             static_cast<std::int64_t>(added.size())));
  }

  Recorder record_spikes(Population population) {
    std::int32_t index;
    check(snn_recorder_add(handle_, std::int32_t(population), "spikes", 1, nullptr, 0, &index));
    return Recorder{index};
  }

  void run(double milliseconds) { check(snn_run(handle_, std::llround(milliseconds / dt_))); }

  // By time and neuron.
  std::vector<Spike> spikes(Recorder recorder) const {
    std::int64_t count;
    check(snn_recorder_size(handle_, std::int32_t(recorder), &count));
    const auto size = static_cast<std::size_t>(count);
    std::vector<double> times(size);
    std::vector<std::int32_t> neurons(size);
    check(snn_recorder_spikes(handle_, std::int32_t(recorder), times.data(), neurons.data(),
                              nullptr, count));
    std::vector<Spike> found(size);
    for (std::size_t k = 0; k < size; k++) found[k] = {times[k], neurons[k]};
    return found;
  }

  // By source, delay and target.
  std::vector<float> weights(Projection projection) const {
    std::int64_t count;
    check(snn_projection_size(handle_, std::int32_t(projection), &count));
    std::vector<float> values(static_cast<std::size_t>(count));
    check(snn_projection_weights_get(handle_, std::int32_t(projection), values.data(), count));
    return values;
  }

 private:
  snn_network handle_ = 0;
  double dt_;
};

}  // namespace swiftsnn

#endif
