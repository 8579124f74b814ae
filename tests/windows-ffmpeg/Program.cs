using System.Globalization;
using System.IO.Pipes;
using System.Net.Sockets;
using System.Text;

// Stands where ffmpeg.exe and ffprobe.exe are looked for on Windows, in tests under wine, where no Windows build of ffmpeg can be had: hands its name and
// arguments, its folder, its standard streams and the named pipes among its arguments to the tests (FfmpegBridge), which run Linux' ffmpeg on them.
const string Pipes = @"\\.\pipe\";
var port = int.Parse(Environment.GetEnvironmentVariable("SCREENTIME_TEST_BRIDGE")!, CultureInfo.InvariantCulture);
using var client = new TcpClient("127.0.0.1", port) { NoDelay = true };
using var stream = client.GetStream();
var writer = new BinaryWriter(stream, Encoding.UTF8);
writer.Write(Path.GetFileNameWithoutExtension(Environment.ProcessPath!));
writer.Write(Environment.CurrentDirectory);
writer.Write(args.Length);
foreach (var argument in args)
    writer.Write(argument);
writer.Flush();
// The pipes of Linux are there now.
stream.ReadByte();

var written = new List<Task>();
for (var i = 0; i < args.Length; i++)
{
    if (!args[i].StartsWith(Pipes, StringComparison.Ordinal))
        continue;
    var (name, isInput) = (args[i][Pipes.Length..], i > 0 && args[i - 1] == "-i");
    var carrying = Task.Run(() => CarryAsync(name, isInput));
    if (!isInput)
        written.Add(carrying);
}

_ = Task.Run(async () =>
{
    await Console.OpenStandardInput().CopyToAsync(stream);
    client.Client.Shutdown(SocketShutdown.Send);
});

// What comes back: 1 for standard output, 2 for standard error, each with a length and bytes; 0 with the exit code.
using var reader = new BinaryReader(stream, Encoding.UTF8);
using var output = Console.OpenStandardOutput();
using var error = Console.OpenStandardError();
while (true)
{
    var kind = reader.ReadByte();
    var number = reader.ReadInt32();
    if (kind == 0)
    {
        await Task.WhenAll(written);
        return number;
    }

    (kind == 1 ? output : error).Write(reader.ReadBytes(number));
}

async Task CarryAsync(string name, bool isInput)
{
    using var connection = new TcpClient("127.0.0.1", port) { NoDelay = true };
    await using var far = connection.GetStream();
    var header = new BinaryWriter(far, Encoding.UTF8);
    header.Write("pipe");
    header.Write(name);
    header.Write(isInput);
    header.Flush();
    await using var near = new NamedPipeClientStream(".", name, isInput ? PipeDirection.In : PipeDirection.Out, PipeOptions.Asynchronous);
    await near.ConnectAsync();
    await (isInput ? near.CopyToAsync(far) : far.CopyToAsync(near));
}
