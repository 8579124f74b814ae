using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Files;

/// <summary>
/// Places that are the same under another name on another machine (docs/farm.md): <c>pathmap.json</c> in the settings folder, or the file that <c>SCREENTIME_PATHMAP</c> names. Each list of
/// <c>same</c> holds the names of one place: Windows drives (<c>P:\show</c>), shares (<c>\\nas\show</c>), POSIX folders (<c>/mnt/show</c>).
/// </summary>
public sealed class PathMap
{
    /// <summary>The file's name in the settings folder.</summary>
    public const string Name = "pathmap.json";

    private const int MaximumLength = 1 << 20;
    private static readonly Lock s_lock = new();
    private static (string? File, PathMap Map)? s_current;

    private readonly IReadOnlyList<IReadOnlyList<string>> _same;

    private PathMap(IReadOnlyList<IReadOnlyList<string>> same) => _same = same;

    /// <summary>This machine's; empty where nobody wrote one.</summary>
    /// <exception cref="UserException">The file is missing or malformed.</exception>
    public static PathMap Current
    {
        get
        {
            var named = Environment.GetEnvironmentVariable("SCREENTIME_PATHMAP") is { Length: > 0 } variable ? variable : null;
            var usual = Path.Combine(Locations.SettingsFolder, Name);
            var file = named ?? (File.Exists(usual) ? usual : null);
            lock (s_lock)
            {
                if (s_current is not { } current || current.File != file)
                    s_current = current = (file, file is null ? new PathMap([]) : Read(file));
                return current.Map;
            }
        }
    }

    /// <summary>Reads a map.</summary>
    /// <exception cref="UserException">The file is missing or malformed.</exception>
    public static PathMap Read(string file)
    {
        try
        {
            if (new FileInfo(file).Length > MaximumLength)
                throw new FormatException("it is larger than 1 MiB");
            using var reader = JsonText.Reader(File.OpenText(file), 8);
            var json = JObject.Load(reader);
            if (json.Properties().FirstOrDefault(property => property.Name is not ("$schema" or "same")) is { } stranger)
                throw new FormatException($"there is no setting \"{stranger.Name}\"; there is same");
            var same = ((json["same"] as JArray) ?? throw new FormatException("it must hold \"same\", a list of lists of folders"))
                .Select(group => (IReadOnlyList<string>)[.. (group as JArray ?? throw new FormatException("same must hold lists of folders")).Select(Root)]).ToList();
            return new PathMap(same);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException)
        {
            throw new UserException(ExitCode.InputInvalid, $"the path map {file} cannot be used: {exception.Message.ReplaceLineEndings(" ").TrimEnd('.')}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.InputMissing, $"the path map {file} cannot be read: correct SCREENTIME_PATHMAP", exception);
        }
    }

    /// <summary>What a path of any machine is on this one; the path itself where the map says nothing.</summary>
    public string Map(string path) => TryMap(path) ?? path;

    /// <summary>What a path of any machine is on this one; null where the map says nothing.</summary>
    public string? TryMap(string path)
    {
        // The longest name goes first: a folder may be mapped otherwise than the one that it lies in.
        var found = _same.SelectMany(group => group.Select(root => (Group: group, Root: root)))
            .Where(item => Below(path, item.Root) is not null)
            .OrderByDescending(item => item.Root.Length)
            .FirstOrDefault();
        if (found.Group is null)
            return null;
        var native = found.Group.Where(root => IsWindows(root) == OperatingSystem.IsWindows()).ToList();
        var target = native.FirstOrDefault(root => root == found.Root && Directory.Exists(root)) ?? native.FirstOrDefault(Directory.Exists) ?? native.FirstOrDefault();
        if (target is null)
            return null;
        var below = Below(path, found.Root)!;
        var separator = IsWindows(target) ? '\\' : '/';
        return below.Length == 0 ? target : target.TrimEnd('/', '\\') + separator + (IsWindows(found.Root) ? below.Replace('\\', separator) : below.Replace('/', separator));
    }

    private static string Root(JToken token)
    {
        var text = (token as JValue)?.Value as string ?? throw new FormatException("same must hold lists of folders in quotation marks");
        if (text.Contains('\0', StringComparison.Ordinal) || !(IsWindows(text) || text.StartsWith('/')))
            throw new FormatException($"\"{text}\" is no whole path: give a drive (P:\\show), a share (\\\\server\\show) or a folder from / on");
        return text.Length > 1 && !(text.Length == 3 && text[1] == ':') ? text.TrimEnd('/', '\\') : text;
    }

    private static bool IsWindows(string path) =>
        (path.Length > 1 && char.IsAsciiLetter(path[0]) && path[1] == ':') || path.StartsWith(@"\\", StringComparison.Ordinal);

    /// <summary>What follows a root in a path, without the separator; null when it does not lie there. Windows minds neither case nor which slash.</summary>
    private static string? Below(string path, string root)
    {
        var (text, start) = IsWindows(root) ? (path.Replace('/', '\\'), root.Replace('/', '\\')) : (path, root);
        if (!text.StartsWith(start, IsWindows(root) ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
            return null;
        if (text.Length == start.Length)
            return "";
        var separator = IsWindows(root) ? '\\' : '/';
        return start[^1] == separator ? path[start.Length..] : text[start.Length] == separator ? path[(start.Length + 1)..].TrimStart('/', '\\') : null;
    }
}
