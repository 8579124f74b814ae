// Answers questions about .otio files with OpenTimelineIO itself, one line an answer. Program.cs asks OTIO.NET the same, in the same order; compare.sh compares.
// usage: reference files FOLDER            every *.otio in it, by name
//        reference times SEED N            opentime on N random operands
//        reference write FILE [0.14.0]     to see where two documents differ
//        reference rewrite FROM TO [0.14.0]   reads every *.otio of a folder, whatever its object, and writes it into another
//        reference equivalent FOLDER FOLDER   whether the files of one name hold equivalent objects
#include <opentimelineio/clip.h>
#include <opentimelineio/composition.h>
#include <opentimelineio/editAlgorithm.h>
#include <opentimelineio/externalReference.h>
#include <opentimelineio/gap.h>
#include <opentimelineio/imageSequenceReference.h>
#include <opentimelineio/serialization.h>
#include <opentimelineio/stack.h>
#include <opentimelineio/stackAlgorithm.h>
#include <opentimelineio/timeline.h>
#include <opentimelineio/track.h>
#include <opentimelineio/trackAlgorithm.h>
#include <opentimelineio/transition.h>
#include <opentimelineio/typeRegistry.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace opentimelineio::OPENTIMELINEIO_VERSION;
using opentime::IsDropFrameRate;
using Status = opentimelineio::OPENTIMELINEIO_VERSION::ErrorStatus;

static std::string text(double value)
{
    if (std::isnan(value))
        return "nan";
    uint64_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, "%016llx", static_cast<unsigned long long>(bits));
    return buffer;
}

static std::string text(RationalTime time) { return text(time.value()) + "@" + text(time.rate()); }
static std::string text(TimeRange range) { return text(range.start_time()) + "+" + text(range.duration()); }
static std::string text(bool value) { return value ? "true" : "false"; }

template <typename T> static std::string text(std::optional<T> const& value) { return value ? text(*value) : "none"; }

static std::string hashed(std::string const& value)
{
    uint64_t hash = 14695981039346656037ull;
    for (unsigned char c : value)
        hash = (hash ^ c) * 1099511628211ull;
    char buffer[60];
    std::snprintf(buffer, sizeof buffer, "%zu:%016llx", value.size(), static_cast<unsigned long long>(hash));
    return buffer;
}

static void say(std::string const& line) { std::fwrite((line + "\n").c_str(), 1, line.size() + 1, stdout); }

template <typename F> static void ask(std::string const& question, F answer)
{
    Status status;
    std::string value;
    try
    {
        value = answer(&status);
    }
    catch (std::exception const&)
    {
        value = "error";
    }
    say(question + " = " + (is_error(status) ? "error" : value));
}

// The same generator is in Program.cs.
struct Lcg
{
    uint64_t state;
    uint32_t next() { state = state * 6364136223846793005ull + 1442695040888963407ull; return static_cast<uint32_t>(state >> 33); }
    uint32_t below(uint32_t limit) { return next() % limit; }
};

struct Place
{
    Composable* item;
    std::string path;
};

static void walk(Composition* composition, std::string const& path, std::vector<Place>& places)
{
    int index = 0;
    for (auto const& child : composition->children())
    {
        auto place = path + "/" + std::to_string(index++);
        places.push_back({child.value, place});
        if (auto inner = dynamic_cast<Composition*>(child.value))
            walk(inner, place, places);
    }
}

static std::string path_of(std::vector<Place> const& places, Composable const* item)
{
    if (item == nullptr)
        return "none";
    for (auto const& place : places)
        if (place.item == item)
            return place.path;
    return "new " + item->schema_name();
}

template <typename T> static std::string paths(std::vector<Place> const& places, std::vector<SerializableObject::Retainer<T>> const& items)
{
    std::string all;
    for (auto const& item : items)
        all += path_of(places, item.value) + " ";
    return all;
}

static std::string json(SerializableObject* object, Status* status)
{
    auto written = object->to_json_string(status);
    if (std::getenv("OTIO_SHOW"))
        std::cerr << written << "\n";
    return is_error(*status) ? "error" : hashed(written);
}

// Nothing that is read is ever freed: whoever retains and lets go of an object that nobody else retains deletes it.
static SerializableObject* read_object(std::string const& path)
{
    Status status;
    auto object = SerializableObject::from_json_file(path, &status);
    if (is_error(status))
    {
        if (std::getenv("OTIO_SHOW"))
            std::cerr << path << ": " << status.full_description << "\n";
        return nullptr;
    }
    new SerializableObject::Retainer<SerializableObject>(object);
    return object;
}

static Timeline* read(std::string const& path) { return dynamic_cast<Timeline*>(read_object(path)); }

static std::vector<std::string> files_in(std::string const& folder)
{
    std::vector<std::string> files;
    for (auto const& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".otio")
            files.push_back(entry.path().string());
    std::sort(files.begin(), files.end());
    return files;
}

static Item* item_at(Timeline* timeline, std::string const& path)
{
    std::vector<Place> places{{timeline->tracks(), "."}};
    walk(timeline->tracks(), "", places);
    for (auto const& place : places)
        if (place.path == path)
            return dynamic_cast<Item*>(place.item);
    return nullptr;
}

static RationalTime random_time(Lcg& random, uint32_t below)
{
    static double const rates[] = {24, 24, 24, 24, 25, 30000.0 / 1001};
    auto value = static_cast<double>(random.below(below));
    auto rate = rates[random.below(6)];
    return RationalTime(value, rate);
}

static std::string edit(std::string const& file, std::string const& path, uint64_t seed, std::string& name)
{
    auto timeline = read(file);
    auto item = item_at(timeline, path);
    auto parent = item->parent();
    Lcg random{seed};
    Status status;
    auto kind = random.below(10);
    auto a = random_time(random, 60), b = random_time(random, 60);
    auto signed_a = RationalTime(a.value() - 20, a.rate()), signed_b = RationalTime(b.value() - 20, b.rate());
    auto flag = random.below(3) > 0;
    auto point = random.below(3);
    auto source = TimeRange{random_time(random, 40), RationalTime(1 + random.below(40), 24)};
    auto fresh = new Clip("fresh", nullptr, random.below(4) > 0 ? std::optional<TimeRange>(source) : std::nullopt);
    new SerializableObject::Retainer<SerializableObject>(fresh);
    auto reference = new ExternalReference("fresh.mov", TimeRange(RationalTime(0, 24), RationalTime(200, 24)));
    fresh->set_media_reference(reference);
    auto composition = dynamic_cast<Composition*>(item);
    switch (kind)
    {
    case 0: name = "overwrite"; if (!composition) return "-"; algo::overwrite(fresh, composition, TimeRange(a, b), flag, nullptr, &status); break;
    case 1: name = "insert"; if (!composition) return "-"; algo::insert(fresh, composition, a, flag, nullptr, &status); break;
    case 2: name = "slice"; if (!composition) return "-"; algo::slice(composition, a, flag, &status); break;
    case 3: name = "remove"; if (!composition) return "-"; algo::remove(composition, a, flag, nullptr, &status); break;
    case 4: name = "fill"; if (!composition) return "-"; algo::fill(fresh, composition, a, static_cast<algo::ReferencePoint>(point), &status); break;
    case 5: name = "trim"; if (!parent) return "-"; algo::trim(item, signed_a, signed_b, nullptr, &status); break;
    case 6: name = "slip"; if (!parent) return "-"; algo::slip(item, signed_a); break;
    case 7: name = "slide"; if (!parent) return "-"; algo::slide(item, signed_a); break;
    case 8: name = "ripple"; if (!parent) return "-"; algo::ripple(item, signed_a, signed_b, &status); break;
    default: name = "roll"; if (!parent) return "-"; algo::roll(item, signed_a, signed_b, &status); break;
    }

    if (is_error(status))
        return "error";
    auto changed = composition && kind < 5 ? static_cast<SerializableObject*>(composition) : parent;
    auto written = changed->to_json_string(&status);
    if (is_error(status))
        return "error";
    if (std::getenv("OTIO_SHOW"))
        std::cerr << written << "\n";
    return hashed(written);
}

// An edit of the reference may crash or never end: each in a process of its own.
static void ask_edit(std::string const& file, std::string const& path, uint64_t seed)
{
    int pipes[2];
    if (pipe(pipes) != 0)
        throw std::runtime_error("pipe");
    std::fflush(stdout);
    auto child = fork();
    if (child == 0)
    {
        alarm(5);
        std::string name, answer;
        try
        {
            answer = edit(file, path, seed, name);
        }
        catch (std::exception const&)
        {
            answer = "error";
        }
        auto line = name + " = " + answer;
        if (write(pipes[1], line.data(), line.size()) < 0)
            _exit(1);
        _exit(0);
    }

    close(pipes[1]);
    std::string line;
    char buffer[4096];
    for (ssize_t n; (n = ::read(pipes[0], buffer, sizeof buffer)) > 0;)
        line.append(buffer, n);
    close(pipes[0]);
    int status;
    waitpid(child, &status, 0);
    say("edit " + path + " " + std::to_string(seed) + " " + (line.empty() ? "? = crash" : line));
}

static void answer_file(std::string const& file)
{
    say("== " + std::filesystem::path(file).filename().string());
    auto timeline = read(file);
    if (!timeline)
    {
        say("unreadable");
        return;
    }

    std::vector<Place> places{{timeline->tracks(), "."}};
    walk(timeline->tracks(), "", places);
    Lcg random{places.size()};
    ask("write", [&](Status* s) { return json(timeline, s); });
    ask("write 0.14", [&](Status* s) {
        schema_version_map targets = CORE_VERSION_MAP.at("0.14.0");
        auto written = timeline->to_json_string(s, &targets);
        return hashed(written);
    });
    ask("same as its clone", [&](Status* s) { return text(timeline->is_equivalent_to(*timeline->clone(s))); });
    ask("duration", [&](Status* s) { return text(timeline->duration(s)); });
    std::vector<Item*> items;
    for (auto const& place : places)
        if (auto item = dynamic_cast<Item*>(place.item))
            items.push_back(item);
    for (size_t n = 0; n < places.size(); n++)
    {
        auto const& path = places[n].path;
        if (auto transition = dynamic_cast<Transition*>(places[n].item))
        {
            ask(path + " range in parent", [&](Status* s) { return text(transition->range_in_parent(s)); });
            ask(path + " trimmed range in parent", [&](Status* s) { return text(transition->trimmed_range_in_parent(s)); });
        }

        if (auto track = dynamic_cast<Track*>(places[n].item->parent()))
        {
            for (auto policy : {Track::never, Track::around_transitions})
            {
                ask(path + " neighbours " + std::to_string(policy), [&](Status* s) {
                    auto pair = track->neighbors_of(places[n].item, s, policy);
                    std::string both;
                    for (auto one : {pair.first.value, pair.second.value})
                    {
                        auto gap = dynamic_cast<Gap*>(one);
                        auto known = path_of(places, one);
                        both += known + (gap && known[0] == 'n' ? " " + text(gap->trimmed_range()) : "") + " ";
                    }

                    return both;
                });
            }

            ask(path + " handles", [&](Status* s) { auto pair = track->handles_of_child(places[n].item, s); return text(pair.first) + " " + text(pair.second); });
        }

        auto item = dynamic_cast<Item*>(places[n].item);
        if (!item)
            continue;
        ask(path + " available", [&](Status* s) { return text(item->available_range(s)); });
        ask(path + " trimmed", [&](Status* s) { return text(item->trimmed_range(s)); });
        ask(path + " visible", [&](Status* s) { return text(item->visible_range(s)); });
        ask(path + " duration", [&](Status* s) { return text(item->duration(s)); });
        ask(path + " in parent", [&](Status* s) { return text(item->range_in_parent(s)); });
        ask(path + " trimmed in parent", [&](Status* s) { return text(item->trimmed_range_in_parent(s)); });
        ask(path + " in root", [&](Status* s) {
            auto range = item->trimmed_range(s);
            return is_error(*s) ? "error" : text(item->transformed_time_range(range, timeline->tracks(), s));
        });
        auto other = items[random.below(static_cast<uint32_t>(items.size()))];
        auto time = random_time(random, 100);
        ask(path + " time in " + path_of(places, other), [&](Status* s) { return text(item->transformed_time(time, other, s)); });
        auto composition = dynamic_cast<Composition*>(item);
        if (!composition)
            continue;
        for (int k = 0; k < 4; k++)
        {
            auto at = random_time(random, 200);
            auto range = TimeRange{random_time(random, 200), random_time(random, 60)};
            ask(path + " child at " + text(at), [&](Status* s) { return path_of(places, composition->child_at_time(at, s).value); });
            ask(path + " shallow child at " + text(at), [&](Status* s) { return path_of(places, composition->child_at_time(at, s, true).value); });
            ask(path + " children in " + text(range), [&](Status* s) { return paths(places, composition->children_in_range(range, s)); });
            ask(path + " clips in " + text(range), [&](Status* s) { return paths(places, composition->find_clips(s, range)); });
            ask(path + " trims " + text(range), [&](Status*) { return text(composition->trim_child_range(range)); });
            if (auto track = dynamic_cast<Track*>(item))
            {
                ask(path + " trimmed to " + text(range), [&](Status* s) {
                    auto trimmed = track_trimmed_to_range(track, range, s);
                    return is_error(*s) || !trimmed ? std::string("error") : json(trimmed, s);
                });
            }
        }

        ask(path + " clips", [&](Status* s) { return paths(places, composition->find_clips(s)); });
        ask(path + " has clips", [&](Status*) { return text(composition->has_clips()); });
        for (size_t c = 0; c < composition->children().size(); c++)
        {
            ask(path + " range of child " + std::to_string(c), [&](Status* s) { return text(composition->range_of_child_at_index(static_cast<int>(c), s)); });
            ask(path + " trimmed range of child " + std::to_string(c), [&](Status* s) { return text(composition->trimmed_range_of_child(composition->children()[c].value, s)); });
        }

        if (auto stack = dynamic_cast<Stack*>(item))
        {
            ask(path + " flattened", [&](Status* s) {
                auto flat = flatten_stack(stack, s);
                return is_error(*s) || !flat ? std::string("error") : json(flat, s);
            });
        }
    }

    for (auto const& place : places)
        if (dynamic_cast<Item*>(place.item))
            for (int k = 0; k < 3; k++)
                ask_edit(file, place.path, random.next());
}

static double random_double(Lcg& random)
{
    switch (random.below(10))
    {
    case 0: return random.below(3);
    case 1: return -static_cast<double>(random.below(100));
    case 2: return random.below(1000) / 7.0;
    case 3: return 86400.0 * 24 + random.below(100000);
    case 4: return random.next() * 1000.0;
    case 5: return random.below(100) + 0.5;
    default: return random.below(200000);
    }
}

static double random_rate(Lcg& random)
{
    static double const rates[] = {24, 25, 30, 48, 50, 60, 23.976, 29.97, 59.94, 24000.0 / 1001, 30000.0 / 1001, 48000.0 / 1001, 60000.0 / 1001, 23.98, 12, 15, 1, 48000, 44100, 100, 119.88, 120};
    return rates[random.below(22)];
}

static std::string quote(std::string const& value)
{
    return "'" + value + "'";
}

static void answer_times(uint64_t seed, int count)
{
    Lcg random{seed};
    for (int n = 0; n < count; n++)
    {
        // Braces: what stands in them is drawn from left to right.
        RationalTime a{random_double(random), random_rate(random)}, b{random_double(random), random_rate(random)}, c{random_double(random), random_rate(random)};
        RationalTime d{random_double(random), random.below(2) ? c.rate() : random_rate(random)};
        auto rate = random_rate(random);
        auto delta = random.below(3) / 10.0;
        TimeRange r{a, b}, q{random.below(3) == 0 ? a : c, random.below(3) == 0 ? b : d};
        auto scale = random.below(5) / 2.0;
        TimeTransform t(c, scale, random.below(2) ? rate : -1);
        say("-- " + text(a) + " " + text(b) + " " + text(c) + " " + text(d) + " " + text(rate));
        say("+ " + text(a + b) + " - " + text(a - b) + " neg " + text(-a));
        say("< " + text(a < b) + text(a <= b) + text(a > b) + text(a >= b) + text(a == b) + text(a != b) + text(a.strictly_equal(b)) + text(a.almost_equal(b, delta)));
        say("rescaled " + text(a.rescaled_to(rate)) + " " + text(a.value_rescaled_to(rate)) + " " + text(a.rescaled_to(b)));
        say("floor " + text(a.floor()) + text(a.ceil()) + text(a.round()));
        say("from " + text(RationalTime::duration_from_start_end_time(a, b)) + text(RationalTime::duration_from_start_end_time_inclusive(a, b)));
        say("seconds " + text(a.to_seconds()) + text(RationalTime::from_seconds(a.value(), rate)));
        if (std::fabs(a.value()) < 1e9)
            say("frames " + std::to_string(a.to_frames()) + " " + text(RationalTime::from_frames(a.value(), rate)));
        // Beyond a day, at a rate that is far from every one of SMPTE, and for fractions that it prints with an exponent the reference is wrong (README.md).
        auto day = a.to_seconds() < 86000;
        if (rate > 10)
            say("valid " + text(RationalTime::is_smpte_timecode_rate(rate)) + " " + text(RationalTime::nearest_smpte_timecode_rate(rate)));
        for (auto drop : {IsDropFrameRate::InferFromRate, IsDropFrameRate::ForceYes, IsDropFrameRate::ForceNo})
        {
            if (!day || rate < 10)
                continue;
            opentime::ErrorStatus s;
            auto timecode = a.to_timecode(rate, drop, &s);
            say("timecode " + std::to_string(drop) + " " + (opentime::is_error(s) ? "error" : quote(timecode)));
            opentime::ErrorStatus s2;
            auto nearest = a.to_nearest_timecode(rate, drop, &s2);
            say("nearest " + std::to_string(drop) + " " + (opentime::is_error(s2) ? "error" : quote(nearest)));
            if (!opentime::is_error(s))
            {
                opentime::ErrorStatus s3;
                auto back = RationalTime::from_timecode(timecode, rate, &s3);
                say("back " + (opentime::is_error(s3) ? "error" : text(back)));
            }
        }

        if (a.to_seconds() >= 1 && std::fmod(a.to_seconds(), 1) > 0.001)
            say("string " + quote(a.to_time_string()));
        say("ends " + text(r.end_time_exclusive()) + text(r.end_time_inclusive()));
        say("extended " + text(r.duration_extended_by(c)) + text(r.extended_by(q)) + " clamped " + text(r.clamped(c)) + text(r.clamped(q)));
        say("relations " + text(r.contains(c)) + text(r.contains(q)) + text(r.overlaps(c)) + text(r.overlaps(q)) + text(r.before(c)) + text(r.before(q)) + text(r.meets(q)) +
            text(r.begins(c)) + text(r.begins(q)) + text(r.finishes(c)) + text(r.finishes(q)) + text(r.intersects(q)) + text(r == q) + text(r != q));
        say("start to end " + text(TimeRange::range_from_start_end_time(a, b)) + text(TimeRange::range_from_start_end_time_inclusive(a, b)));
        say("transformed " + text(t.applied_to(a)) + text(t.applied_to(r)));
    }
}

int main(int count, char** arguments)
{
    std::setvbuf(stdout, nullptr, _IOLBF, 1 << 16); // A crash must not take answers with it.
    if (count == 3 && std::string(arguments[1]) == "files")
    {
        for (auto const& file : files_in(arguments[2]))
            answer_file(file);
        return 0;
    }

    if (count == 4 && std::string(arguments[1]) == "times")
    {
        answer_times(std::stoull(arguments[2]), std::stoi(arguments[3]));
        return 0;
    }

    if ((count == 3 || count == 4) && std::string(arguments[1]) == "write")
    {
        Status status;
        schema_version_map targets;
        if (count == 4)
            targets = CORE_VERSION_MAP.at(arguments[3]);
        auto timeline = read(arguments[2]);
        std::cout << (timeline ? timeline->to_json_string(&status, count == 4 ? &targets : nullptr) : "unreadable");
        return 0;
    }

    if ((count == 4 || count == 5) && std::string(arguments[1]) == "rewrite")
    {
        schema_version_map targets;
        if (count == 5)
            targets = CORE_VERSION_MAP.at(arguments[4]);
        std::filesystem::create_directories(arguments[3]);
        for (auto const& file : files_in(arguments[2]))
        {
            Status status;
            auto object = read_object(file);
            if (!object || !object->to_json_file(std::filesystem::path(arguments[3]) / std::filesystem::path(file).filename(), &status, count == 5 ? &targets : nullptr))
                std::cerr << "not rewritten: " << file << " " << status.full_description << "\n";
        }
        return 0;
    }

    if (count == 4 && std::string(arguments[1]) == "equivalent")
    {
        for (auto const& file : files_in(arguments[2]))
        {
            auto name = std::filesystem::path(file).filename();
            auto one = read_object(file), other = read_object(std::filesystem::path(arguments[3]) / name);
            say(name.string() + " " + (one && other ? text(one->is_equivalent_to(*other)) : "unreadable"));
        }
        return 0;
    }

    std::cerr << "usage: reference files FOLDER | times SEED N | write FILE [0.14.0] | rewrite FROM TO [0.14.0] | equivalent FOLDER FOLDER\n";
    return 2;
}
