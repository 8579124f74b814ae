using System.Net;
using System.Net.Sockets;

namespace ScreenTime.Tests.Reliability;

/// <summary>Nothing that a playlist, a list of files or a timeline says makes ffmpeg or ScreenTime open a network address or another file.</summary>
public sealed class NetworkTests : IDisposable
{
    private readonly Studio _studio = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private int _calls;

    public NetworkTests()
    {
        _listener.Start();
        _ = CountAsync();
    }

    private string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public void Dispose()
    {
        _listener.Dispose();
        _studio.Dispose();
    }

    [Theory]
    [InlineData("list.m3u8")]
    [InlineData("list.mp4")]
    [InlineData("list.ts")]
    public async Task A_playlist_opens_nothing(string name)
    {
        var film = await _studio.FilmAsync("film.mp4", "24", ("red", 48));
        foreach (var target in (string[])[$"http://{Address}/film.ts", $"tcp://{Address}", film, $"concat:{film}|http://{Address}/x", $"subfile,,start,0,end,0,,:http://{Address}/x"])
        {
            await File.WriteAllTextAsync(_studio.Path(name), $"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXT-X-VERSION:3\n#EXTINF:10,\n{target}\n#EXT-X-ENDLIST\n");
            var outcome = await _studio.AnalyzeAsync(_studio.Path(name), "out", "--rate", "24");
            Assert.NotEqual(0, outcome.ExitCode);
            outcome.FailedWith(outcome.ExitCode, name);
        }

        Assert.False(Directory.Exists(_studio.Path("out")));
        Assert.Equal(0, _calls);
    }

    [Theory]
    [InlineData("ffconcat version 1.0\nfile '{0}'\nduration 2\n", "list.mp4")]
    [InlineData("<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\" mediaPresentationDuration=\"PT2S\"><BaseURL>{0}</BaseURL><Period><AdaptationSet mimeType=\"video/mp4\"><Representation id=\"0\" bandwidth=\"1\"/></AdaptationSet></Period></MPD>", "list.mkv")]
    [InlineData("v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n", "list.mov")]
    public async Task A_list_of_another_kind_opens_nothing(string content, string name)
    {
        await File.WriteAllTextAsync(_studio.Path(name), content.Replace("{0}", $"http://{Address}/film.mp4", StringComparison.Ordinal));
        (await _studio.AnalyzeAsync(_studio.Path(name), "out", "--rate", "24")).FailedWith(5, name);
        Assert.Equal(0, _calls);
    }

    [Theory]
    [InlineData("http://{0}/film.mp4")]
    [InlineData("rtmp://{0}/film")]
    [InlineData("tcp://{0}")]
    [InlineData("file://{0}/film.mp4")]
    [InlineData("concat:http://{0}/a|http://{0}/b")]
    [InlineData("async:http://{0}/film.mp4")]
    public async Task A_timelines_address_is_offline_unless_it_is_a_file_of_this_machine(string url)
    {
        var timeline = _studio.Timeline("cut.otio", url.Replace("{0}", Address, StringComparison.Ordinal), 48, 24);
        (await _studio.AnalyzeAsync(timeline, "out")).Succeeded();

        Assert.Equal(2.0, new Result(_studio.Path("out")).UnknownSeconds("red"), 6);
        Assert.Equal(0, _calls);
    }

    private async Task CountAsync()
    {
        try
        {
            while (true)
            {
                using var call = await _listener.AcceptSocketAsync();
                Interlocked.Increment(ref _calls);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
