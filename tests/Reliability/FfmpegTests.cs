namespace ScreenTime.Tests.Reliability;

/// <summary>An ffmpeg that hangs, crashes or loses its file in the middle: what it should have given is unknown time, or the run stops with a sentence; never absence.</summary>
public sealed class FfmpegTests : IDisposable
{
    // Only the decoding of the film gets its filters like this.
    private const string Decoding = "case \"$*\" in *filter_complex_script*|*-/filter_complex*)";

    private readonly Studio _studio = new();

    public void Dispose() => _studio.Dispose();

    [Theory]
    [InlineData("sleep 600", "ffmpeg gave nothing for 2 s and was ended")]
    [InlineData("kill -SEGV $$", "could not be decoded")]
    [InlineData("exit 1", "could not be decoded")]
    [InlineData("head -c 100 /dev/zero; exit 0", "could not be decoded")]
    [InlineData("ulimit -v 20000; exec $REAL \"$@\"", "could not be decoded")]
    public async Task A_decoder_that_gives_nothing_makes_the_whole_film_unknown(string fault, string words)
    {
        var film = await _studio.FilmAsync("film.mp4", "24", ("gray", 30), ("red", 47), ("blue", 41));
        _studio.StandIn($"{Decoding} {fault} ;; esac\nexec $REAL \"$@\"");
        _studio.Environment["SCREENTIME_FFMPEG_PATIENCE"] = "2";

        (await _studio.AnalyzeAsync(film, "out")).Succeeded();

        var result = new Result(_studio.Path("out"));
        Assert.Equal(0, result.Frames("red"));
        Assert.Equal(118 / 24.0, result.UnknownSeconds("red"), 6);
        Assert.All(result.Unknowns, unknown => Assert.Contains(words, unknown.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Is_asked_for_its_version_once()
    {
        var film = await _studio.FilmAsync("film.mp4", "24", ("red", 48));
        _studio.StandIn("exec $REAL \"$@\"");
        var program = _studio.Path("stand-in/ffmpeg");
        File.WriteAllText(program, File.ReadAllText(program).Replace("exec $REAL -version", $"echo $PPID >> '{_studio.Path("asked")}' && exec $REAL -version", StringComparison.Ordinal));

        (await _studio.AnalyzeAsync(film, "out")).Succeeded();

        Assert.Single(File.ReadAllLines(_studio.Path("asked")));
    }

    [Fact]
    public async Task Decodes_while_the_recogniser_is_opened_and_what_it_decoded_is_used()
    {
        var film = await _studio.FilmAsync("film.mp4", "24", ("red", 120), ("blue", 120));
        _studio.StandIn($"{Decoding} echo >> '{_studio.Path("decoding")}' ;; esac\nexec $REAL \"$@\"");

        _studio.Environment["COLOUR_PLUGIN_OPENS_AFTER"] = _studio.Path("decoding");
        (await _studio.AnalyzeAsync(film, "out")).Succeeded();

        Assert.Single(File.ReadAllLines(_studio.Path("decoding")));
        var result = new Result(_studio.Path("out"));
        Assert.Equal((120, 120), (result.Frames("red"), result.Frames("blue")));
    }

    [Fact]
    public async Task A_decoder_that_is_killed_half_way_leaves_the_rest_unknown_and_the_next_run_finds_it()
    {
        var film = await _studio.FilmAsync("film.mp4", "24", ("red", 120), ("blue", 120));
        // Its third picture is cut off.
        _studio.StandIn($"{Decoding} if [ ! -e {_studio.Path("died")} ]; then touch {_studio.Path("died")}; $REAL \"$@\" | head -c 17000; kill -KILL $$; fi ;; esac\nexec $REAL \"$@\"");
        (await _studio.AnalyzeAsync(film, "out")).Succeeded();

        var first = new Result(_studio.Path("out"));
        Assert.True(first.UnknownSeconds("red") > 0);
        Assert.True(first.Frames("red") + first.Frames("blue") <= 240 - Math.Round(first.UnknownSeconds("red") * 24));

        (await _studio.AnalyzeAsync(film, "out")).Succeeded();
        var second = new Result(_studio.Path("out"));
        Assert.Equal((120, 120), (second.Frames("red"), second.Frames("blue")));
        Assert.Equal(0, second.UnknownSeconds("red"));
    }

    [Fact]
    public async Task A_damaged_film_gives_the_same_results_to_the_byte_however_many_cores_there_are_and_however_busy_they_are()
    {
        var film = await _studio.FilmAsync("film.mp4", "24", [.. Enumerable.Range(0, 30).Select(i => (new[] { "gray", "red", "green", "blue" }[i * 7 % 4], 70 + (i * 13 % 30)))]);
        using (var file = new FileStream(film, FileMode.Open))
        {
            // Its frames lie before its index.
            var random = new Random(1);
            var noise = new byte[40];
            for (var place = 1; place < 12; place++)
            {
                random.NextBytes(noise);
                file.Position = file.Length * place / 20;
                file.Write(noise);
            }
        }

        Task<Outcome> AnalyzeAsync(int cores)
        {
            _studio.Environment["SCREENTIME_CACHE"] = _studio.Path($"cache-{cores}");
            _studio.Environment["DOTNET_PROCESSOR_COUNT"] = cores.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return _studio.AnalyzeAsync(film, $"out-{cores}", "--sample-rate", "4");
        }

        (await AnalyzeAsync(1)).Succeeded();
        // Two at once take the processors from each other.
        foreach (var outcome in await Task.WhenAll(AnalyzeAsync(2), AnalyzeAsync(16)))
            outcome.Succeeded();
        var results = ((int[])[1, 2, 16]).Select(cores => _studio.Files($"out-{cores}")).ToList();

        var first = new Result(_studio.Path("out-1"));
        Assert.Contains(first.Unknowns, unknown => unknown.Reason.Contains("ffmpeg says", StringComparison.Ordinal));
        Assert.InRange(first.UnknownSeconds("red"), 1, 60);
        Assert.Equal(results[0]["result.json"], results[1]["result.json"]);
        Assert.Equal(results[0]["result.json"], results[2]["result.json"]);
    }

    [Theory]
    [InlineData("rm -f")]
    [InlineData("truncate -s 3000")]
    public async Task A_film_that_goes_in_the_middle_is_said_and_nothing_is_written(string loss)
    {
        var film = await _studio.FilmAsync("film.mp4", "24", ("gray", 30), ("red", 47), ("blue", 41));
        var kept = _studio.Path("kept.mp4");
        File.Copy(film, kept);
        _studio.StandIn($"{Decoding} {loss} {film} ;; esac\nexec $REAL \"$@\"");

        var outcome = await _studio.AnalyzeAsync(film, "out");

        // Gone for good it is a missing file; read as far as it goes it has changed. Neither is absence.
        Assert.Contains(outcome.ExitCode, (int[])[3, 5]);
        outcome.FailedWith(outcome.ExitCode, "film.mp4");
        Assert.False(Directory.Exists(_studio.Path("out")));

        _studio.Environment.Remove("SCREENTIME_FFMPEG");
        File.Copy(kept, film, overwrite: true);
        (await _studio.AnalyzeAsync(film, "out")).Succeeded();
        Assert.Equal(47, new Result(_studio.Path("out")).Frames("red"));
    }

    [Fact]
    public async Task A_picture_that_claims_to_be_enormous_is_refused()
    {
        // A PNG of 60,000 by 60,000 pixels: its head and nothing else.
        byte[] head = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60, 8, 2, 0, 0, 0];
        var crc = System.IO.Hashing.Crc32.Hash(head.AsSpan(12));
        await File.WriteAllBytesAsync(_studio.Path("huge.png"), [.. head, .. crc.Reverse(), .. new byte[4000]]);

        var outcome = await _studio.AnalyzeAsync(_studio.Path("huge.png"), "out");

        outcome.FailedWith(5, "huge.png");
        Assert.False(Directory.Exists(_studio.Path("out")));
    }
}
