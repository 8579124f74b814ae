using System.Diagnostics;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using ScreenTime.Sdk;

namespace ScreenTime.Tests.Editors;

/// <summary>The door through which an editor's script has a job done (docs/host-door.md).</summary>
public sealed class HostDoorTests(ColourFilm film) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-door-").FullName;

    private string Request => Path.Combine(_folder, "request.json");

    private string Response => Path.Combine(_folder, "response.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_job_is_done_and_every_document_keeps_its_schema()
    {
        await WriteAsync(new JObject { ["timeline"] = await film.AtAsync(new FrameRate(24, 1)), ["cast"] = film.Cast, ["export"] = new JArray("otio", "csv") });
        var outcome = (await Tool.RunAsync(film.Environment, [.. Tool.ScreenTime, "host", "--request", Request])).Succeeded();

        await KeepsSchemaAsync("host-request", await File.ReadAllTextAsync(Request));
        var lines = outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines)
            await KeepsSchemaAsync("host-progress", line);
        Assert.Equal("started", (string?)JObject.Parse(lines[0])["type"]);
        Assert.Equal("finished", (string?)JObject.Parse(lines[^1])["type"]);
        Assert.Contains(lines, line => (string?)JObject.Parse(line)["type"] == "progress");
        var response = await File.ReadAllTextAsync(Response);
        await KeepsSchemaAsync("host-response", response);
        Assert.Equal(ColourFilm.Truth(), Markers(response));
        Assert.All(JObject.Parse(response)["result"]!["files"]!, file => Assert.True(File.Exists((string?)file)));
    }

    /// <summary>The markers of the answer are those of the file that the same job writes: place, words, colour.</summary>
    [Theory]
    [InlineData("""{}""", null)]
    [InlineData("""{ "markers": "first", "name": "{id}: {shot}", "comment": "{name} \"{start}\"", "text": "{length} {name}", "colors": { "green": "PINK" } }""", null)]
    [InlineData("""{ "minimumSeconds": 2.2, "formats": { "otio": { "markers": "appearance", "name": "shot {shot}" }, "resolve-edl": { "markers": "first" } } }""", null)]
    [InlineData("""{ "formats": { "resolve-edl": { "markers": "first", "comment": "für {name}" } } }""", "resolve-edl")]
    public async Task The_houses_settings_reach_the_answer_as_they_reach_files(string settings, string? markersAs)
    {
        var house = Path.Combine(_folder, "house.json");
        await File.WriteAllTextAsync(house, settings);
        var job = new JObject { ["timeline"] = await film.AtAsync(new FrameRate(24, 1)), ["cast"] = film.Cast, ["export"] = new JArray("otio"), ["markerSettings"] = house };
        var request = new JObject { ["apiVersion"] = 1, ["job"] = job };
        if (markersAs is not null)
        {
            request["markersAs"] = markersAs;
            // The file to compare with follows otio's settings: here they are made the same.
            var both = JObject.Parse(settings);
            both["formats"]!["otio"] = both["formats"]![markersAs]!.DeepClone();
            await File.WriteAllTextAsync(house, both.ToString());
        }

        await File.WriteAllTextAsync(Request, request.ToString());
        (await Tool.RunAsync(film.Environment, [.. Tool.ScreenTime, "host", "--request", Request])).Succeeded();
        await KeepsSchemaAsync("host-request", await File.ReadAllTextAsync(Request));
        var response = await File.ReadAllTextAsync(Response);
        await KeepsSchemaAsync("host-response", response);
        var result = JObject.Parse(response)["result"]!;
        var answered = result["markers"]!.Select(marker => ((double)marker["start"]!, (double)marker["frames"]!, (string)marker["name"]!, (string)marker["comment"]!, (string)marker["color"]!)).ToList();
        var file = result["files"]!.Select(path => (string)path!).Single(path => path.EndsWith(".otio", StringComparison.Ordinal));
        var markers = JObject.Parse(await File.ReadAllTextAsync(file))["tracks"]!["markers"]!.ToList();
        double Value(JToken marker, string time) => (double)marker["marked_range"]![time]!["value"]!;
        Assert.Equal(
            markers.Where(marker => (string?)marker["metadata"]!["screentime"]!["kind"] != "summary")
                .Select(marker => (Value(marker, "start_time"), Value(marker, "duration"), (string)marker["name"]!, (string)marker["comment"]!, (string)marker["color"]!)),
            answered);
        Assert.NotEmpty(answered);
        Assert.Equal((string?)markers.Single(marker => (string?)marker["metadata"]!["screentime"]!["kind"] == "summary")["comment"], (string?)result["summary"]);
        if (settings.Contains("minimumSeconds", StringComparison.Ordinal))
            Assert.Single(result["messages"]!, message => ((string)message!).Contains("1 marker shorter than 2.2 s was left out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_plugins_print_goes_to_standard_error()
    {
        await WriteAsync(new JObject { ["timeline"] = await film.AtAsync(new FrameRate(24, 1)), ["cast"] = film.Cast, ["export"] = new JArray("csv") });
        var environment = film.Environment;
        environment["SCREENTIME_CACHE"] = Path.Combine(_folder, "cache");
        var outcome = (await Tool.RunAsync(environment, [.. Tool.ScreenTime, "host", "--request", Request])).Succeeded();

        Assert.Contains("{\"type\":\"colours\"}", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("{\"type\":\"raw\"}", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("colours\"}", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("raw", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n \"apiVersion\": 1,\n \"job\": {\"timeline\": \"a.otio\",\n  \"cast\": \"c\",\n  \"sampleRate\": \"often\"}\n}", 4, "request.json, line 5: sampleRate takes frames a second between 0.01 and 120, not \"often\"")]
    [InlineData("{\n \"apiVersion\": 2, \"job\": {}\n}", 4, "request.json, line 2: the file is of version 2")]
    [InlineData("{\n \"apiVersion\": 1,\n \"job\": {\"timeline\": \"a.otio\"}\n}", 4, "request.json, line 3: \"cast\" is missing")]
    [InlineData("{ \"apiVersion\": 1,\n", 4, "request.json, line 2")]
    [InlineData("{\n \"apiVersion\": 1,\n \"job\": {\"timeline\": \"nowhere.otio\", \"cast\": \"nowhere\"}\n}", 3, "nowhere is no cast")]
    public async Task A_bad_request_is_answered_with_a_sentence(string request, int exitCode, string words)
    {
        await File.WriteAllTextAsync(Request, request);
        await File.WriteAllTextAsync(Response, "{\"status\": \"done\", \"of\": \"an earlier run\"}");
        var outcome = await Tool.RunAsync(film.Environment, [.. Tool.ScreenTime, "host", "--request", Request]);

        Assert.Equal(exitCode, outcome.ExitCode);
        var response = await File.ReadAllTextAsync(Response);
        await KeepsSchemaAsync("host-response", response);
        Assert.Equal("failed", (string?)JObject.Parse(response)["status"]);
        Assert.Contains(words, (string?)JObject.Parse(response)["message"], StringComparison.Ordinal);
        Assert.Contains(words, (string?)JObject.Parse(outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])["message"], StringComparison.Ordinal);
        Assert.Equal(["request.json", "response.json"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_request_that_is_not_there_is_said_and_nothing_is_written()
    {
        var outcome = await Tool.RunAsync(film.Environment, [.. Tool.ScreenTime, "host", "--request", Request]);

        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("there is no file", (string?)JObject.Parse(outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])["message"], StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task A_killed_job_leaves_no_process_and_no_partial_file_and_goes_on_later()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("looks for child processes in /proc");
        await WriteAsync(new JObject { ["timeline"] = await LongFilmAsync(), ["cast"] = film.Cast, ["export"] = new JArray("otio", "csv") });
        var environment = film.Environment;
        environment["COLOUR_PLUGIN_DELAY"] = "100";
        using (var host = Tool.Start(environment, [.. Tool.ScreenTime, "host", "--request", Request]))
        {
            _ = host.StandardError.ReadToEndAsync();
            while (await host.StandardOutput.ReadLineAsync() is { } line)
            {
                var json = JObject.Parse(line);
                Assert.NotEqual("finished", (string?)json["type"]);
                if ((string?)json["type"] == "progress" && (int)json["done"]! > 0)
                    break;
            }

            var children = Children(host.Id);
            Assert.NotEmpty(children);
            host.Kill();
            await host.WaitForExitAsync();
            var patience = Stopwatch.StartNew();
            while (children.Any(IsAlive))
            {
                Assert.True(patience.Elapsed < TimeSpan.FromSeconds(60), "a child process outlives the host");
                await Task.Delay(50);
            }
        }

        Assert.False(File.Exists(Response));
        Assert.Empty(Directory.Exists(Path.Combine(_folder, "result")) ? Directory.GetFileSystemEntries(Path.Combine(_folder, "result")) : []);
        (await Tool.RunAsync(film.Environment, [.. Tool.ScreenTime, "host", "--request", Request])).Succeeded();
        Assert.Equal("done", (string?)JObject.Parse(await File.ReadAllTextAsync(Response))["status"]);
    }

    /// <summary>Killed at any moment, from its first to its last, as hard as can be: what is there is whole, nothing runs on, and the same request goes on to the same answer.</summary>
    [Fact]
    public async Task A_door_that_is_killed_at_random_moments_leaves_nothing_half_done()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("looks for processes in /proc");
        var movie = await LongFilmAsync();
        await WriteAsync(new JObject { ["timeline"] = movie, ["cast"] = film.Cast, ["export"] = new JArray("otio", "csv", "json", "edl") });
        var environment = film.Environment;
        environment["SCREENTIME_CACHE"] = Path.Combine(_folder, "cache");
        environment["COLOUR_PLUGIN_DELAY"] = "20";
        var random = new Random(20261125);
        for (var i = 0; i < 5; i++)
        {
            using var host = Tool.Start(environment, [.. Tool.ScreenTime, "host", "--request", Request]);
            _ = host.StandardError.ReadToEndAsync();
            _ = host.StandardOutput.ReadToEndAsync();
            // The moment is what is tried: no state of the job is waited for.
            await Task.Delay(random.Next(200, 6000));
            host.Kill();
            await host.WaitForExitAsync();
            var patience = Stopwatch.StartNew();
            while (Mentioning(Path.GetFileName(movie)).Count > 0)
            {
                Assert.True(patience.Elapsed < TimeSpan.FromSeconds(60), $"outlives the host: {string.Join("; ", Mentioning(Path.GetFileName(movie)))}");
                await Task.Delay(50);
            }

            var result = Path.Combine(_folder, "result");
            foreach (var file in Directory.Exists(result) ? Directory.GetFiles(result) : [])
            {
                // Written whole and renamed: what has its name is all of it.
                if (file.EndsWith(".json", StringComparison.Ordinal) || file.EndsWith(".otio", StringComparison.Ordinal))
                    _ = JObject.Parse(await File.ReadAllTextAsync(file));
                Assert.DoesNotContain(".tmp", file, StringComparison.Ordinal);
            }

            if (File.Exists(Response))
                await KeepsSchemaAsync("host-response", await File.ReadAllTextAsync(Response));
        }

        environment["COLOUR_PLUGIN_DELAY"] = null;
        (await Tool.RunAsync(environment, [.. Tool.ScreenTime, "host", "--request", Request])).Succeeded();
        var answer = await File.ReadAllTextAsync(Response);
        Directory.Delete(Path.Combine(_folder, "cache"), recursive: true);
        Directory.Delete(Path.Combine(_folder, "result"), recursive: true);
        (await Tool.RunAsync(environment, [.. Tool.ScreenTime, "host", "--request", Request])).Succeeded();
        Assert.Equal(await File.ReadAllTextAsync(Response), answer);
    }

    [Fact]
    public async Task An_editor_that_is_gone_stops_the_job()
    {
        await WriteAsync(new JObject { ["timeline"] = await LongFilmAsync(), ["cast"] = film.Cast, ["export"] = new JArray("csv") });
        var environment = film.Environment;
        environment["COLOUR_PLUGIN_DELAY"] = "100";
        environment["SCREENTIME_CACHE"] = Path.Combine(_folder, "cache");
        using var host = Tool.Start(environment, [.. Tool.ScreenTime, "host", "--request", Request]);
        _ = host.StandardError.ReadToEndAsync();
        await host.StandardOutput.ReadLineAsync();
        host.StandardOutput.Close();
        await host.WaitForExitAsync();

        Assert.Equal(130, host.ExitCode);
        Assert.Equal("cancelled", (string?)JObject.Parse(await File.ReadAllTextAsync(Response))["status"]);
    }

    [Theory]
    [InlineData("python3", "python3", "client.py")]
    [InlineData("lua5.1", "lua5.1", "client.lua")]
    public async Task The_example_clients_work(string program, string package, string client)
    {
        var interpreter = Tool.Require(program, package);
        var script = Path.Combine(SharedData.Root, "examples", "host-door", client);
        var outcome = (await Tool.RunAsync(
            film.Environment, [interpreter, script, await film.AtAsync(new FrameRate(25, 1)), film.Cast, _folder, .. Tool.ScreenTime])).Succeeded();

        var markers = outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split([' ', '\t']))
            .Select(fields => (long.Parse(fields[0]), long.Parse(fields[1]), fields[2]));
        Assert.Equal(ColourFilm.Truth(), markers);

        var failed = await Tool.RunAsync(film.Environment, [interpreter, script, "/nowhere.otio", film.Cast, _folder, .. Tool.ScreenTime]);
        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("there is no file", failed.Error, StringComparison.Ordinal);
    }

    internal static IEnumerable<(long Start, long Frames, string Character)> Markers(string response) =>
        JObject.Parse(response)["result"]!["markers"]!.Select(marker => ((long)marker["start"]!, (long)marker["frames"]!, (string)marker["character"]!));

    internal static async Task KeepsSchemaAsync(string schema, string json)
    {
        var rules = await JsonSchema.FromFileAsync(Path.Combine(SharedData.Root, "docs", "schemas", schema + ".schema.json"));
        Assert.True(rules.Validate(json) is { Count: 0 }, $"{schema}: {string.Join("; ", rules.Validate(json))}\n{json}");
    }

    private Task WriteAsync(JObject job) => File.WriteAllTextAsync(Request, new JObject { ["apiVersion"] = 1, ["job"] = job }.ToString());

    private async Task<string> LongFilmAsync()
    {
        var path = Path.Combine(_folder, "..", Path.GetFileName(_folder) + ".mp4");
        path = Path.Combine(film.Folder, Path.GetFileName(path));
        await EndToEnd.Ffmpeg.RunAsync("-stream_loop", "20", "-i", await film.AtAsync(new FrameRate(24, 1)), "-c", "copy", path);
        return path;
    }

    private static List<int> Children(int parent) =>
        [.. Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => name!.All(char.IsAsciiDigit)).Select(name => int.Parse(name!)).Where(id => ParentOf(id) == parent)];

    /// <summary>The command lines of the processes that have a word in them.</summary>
    private static List<string> Mentioning(string word)
    {
        var found = new List<string>();
        foreach (var folder in Directory.GetDirectories("/proc").Where(folder => Path.GetFileName(folder).All(char.IsAsciiDigit)))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ') is var line && line.Contains(word, StringComparison.Ordinal))
                    found.Add(line);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It ended just now.
            }
        }

        return found;
    }

    private static bool IsAlive(int id) => State(id) is { } fields && fields[0] is not ("Z" or "X");

    private static int ParentOf(int id) => State(id) is { } fields ? int.Parse(fields[1]) : -1;

    // What follows the program's name, which may hold blanks, in /proc/N/stat.
    private static string[]? State(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
