using System.Reflection;
using McMaster.NETCore.Plugins;
using Microsoft.Extensions.Logging;
using OpenTimelineIO;
using ScreenTime.Host.Casts;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Plugins;

/// <summary>How a plugin stands.</summary>
public enum PluginStatus
{
    /// <summary>Loaded; what it offers can be used.</summary>
    Loaded,

    /// <summary>It could not be loaded, or threw while it registered.</summary>
    Broken,

    /// <summary>It was built for a newer interface than this host has.</summary>
    TooNew,

    /// <summary>The user left it out (<c>--without ID</c>).</summary>
    LeftOut,
}

/// <summary>A plugin that was found, and how it stands.</summary>
/// <param name="Id">Its id; the folder's name where the manifest cannot be read.</param>
/// <param name="Version">Its version, or empty.</param>
/// <param name="Folder">Where it is.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Detail">What it offers, or what is wrong, in a sentence.</param>
public sealed record PluginEntry(string Id, string Version, string Folder, PluginStatus Status, string Detail)
{
    /// <summary>What its manifest says that it offers.</summary>
    public IReadOnlyList<string> Offers { get; init; } = [];
}

/// <summary>
/// Finds plugins and loads each in a context of its own. One that is broken or too new is listed with what is wrong, and the others load:
/// nothing that a plugin does at load may stop the host. What they offer stands behind a guard: an exception that is no sentence for the user becomes one that names
/// the plugin (<see cref="ExitCode.InternalError"/>).
/// </summary>
public sealed class PluginCatalog
{
    private readonly List<PluginEntry> _entries = [];
    private readonly List<ITimelineReader> _readers = [];
    private readonly List<ITimelineWriter> _writers = [];
    private readonly List<IReportWriter> _reports = [];
    private readonly List<IContractReportWriter> _contractReports = [];
    private readonly List<IRecognizerProvider> _recognizers = [];

    private PluginCatalog()
    {
    }

    /// <summary>Every plugin that was found, by id.</summary>
    public IReadOnlyList<PluginEntry> Entries => _entries;

    /// <summary>Timeline readers, in the plugins' order.</summary>
    public IReadOnlyList<ITimelineReader> Readers => _readers;

    /// <summary>Timeline writers, in the plugins' order.</summary>
    public IReadOnlyList<ITimelineWriter> Writers => _writers;

    /// <summary>Report writers, in the plugins' order.</summary>
    public IReadOnlyList<IReportWriter> Reports => _reports;

    /// <summary>OpenTimelineIO's schemas and those of all plugins.</summary>
    public SchemaRegistry Schemas { get; private set; } = SchemaRegistry.Standard;

    /// <summary>Writers of contract reports, in the plugins' order.</summary>
    public IReadOnlyList<IContractReportWriter> ContractReports => _contractReports;

    /// <summary>Recognisers, in the plugins' order.</summary>
    public IReadOnlyList<IRecognizerProvider> Recognizers => _recognizers;

    /// <summary>Loads every plugin below the folders; a folder that does not exist holds none.</summary>
    /// <param name="folders">Folders with one folder a plugin. Of two plugins with the same id the first counts.</param>
    /// <param name="without">Ids to leave out.</param>
    /// <param name="loggers">Makes a plugin's logger.</param>
    public static PluginCatalog Load(IEnumerable<string> folders, IReadOnlySet<string> without, ILoggerFactory loggers)
    {
        var catalog = new PluginCatalog();
        var candidates = folders.Where(Directory.Exists).SelectMany(Directory.GetDirectories).Order(StringComparer.Ordinal);
        foreach (var folder in candidates.Where(folder => File.Exists(Path.Combine(folder, "plugin.json"))))
            catalog._entries.Add(catalog.LoadOne(folder, without, loggers));
        return catalog;
    }

    /// <summary>The reader of a file by its ending, whatever its case; of several the longest ending wins, then the first. Null when no plugin reads it.</summary>
    public ITimelineReader? ReaderOf(string path) => ByEnding(path, _readers.SelectMany(reader => reader.Extensions, (reader, ending) => (reader, ending)));

    /// <summary>The writer of a file by its ending, whatever its case; of several the longest ending wins, then the first. Null when no plugin writes it.</summary>
    public ITimelineWriter? WriterOf(string path) => ByEnding(path, _writers.Select(writer => (writer, writer.Suffix)));

    /// <summary>What recognises those of a cast.</summary>
    /// <exception cref="UserException">No plugin offers it.</exception>
    public IRecognizerProvider RecognizerOf(CastFolder cast) => Recognizers.FirstOrDefault(candidate => candidate.Id == cast.Recognizer)
        ?? throw new UserException(ExitCode.ComponentMissing, $"no plugin offers the recogniser \"{cast.Recognizer}\"{WhyNot(cast.Recognizer)}: 'screentime plugins' shows what is wrong");

    /// <summary>
    /// What a user should know who asks for something that no plugin offers: the plugins that did not load and say that they offer it, each with what is wrong, in words
    /// that begin with a semicolon; empty when there are none.
    /// </summary>
    /// <param name="name">A format or a recogniser.</param>
    public string WhyNot(string name) => string.Concat(_entries
        .Where(entry => entry.Status != PluginStatus.Loaded && entry.Offers.Any(offer => offer.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Contains(name, StringComparer.Ordinal)))
        .Select(entry => $"; the plugin {entry.Id} {entry.Version} offers it, but {entry.Detail}"));

    private static T? ByEnding<T>(string path, IEnumerable<(T Format, string Ending)> formats) where T : class
    {
        // A format that is a folder may be named with a slash at its end.
        var name = path.TrimEnd('/', Path.DirectorySeparatorChar);
        return formats.Where(format => name.EndsWith(format.Ending, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(format => format.Ending.Length).Select(format => format.Format).FirstOrDefault();
    }

    private PluginEntry LoadOne(string folder, IReadOnlySet<string> without, ILoggerFactory loggers)
    {
        var id = Path.GetFileName(folder);
        var version = "";
        IReadOnlyList<string> offers = [];
        PluginEntry Entry(PluginStatus status, string detail) => new(id, version, folder, status, detail) { Offers = offers };
        try
        {
            var manifest = PluginManifest.Read(Path.Combine(folder, "plugin.json"));
            (id, version, offers) = (manifest.Id, manifest.Version, manifest.Offers);
            if (without.Contains(id))
                return Entry(PluginStatus.LeftOut, "left out with --without");
            if (_entries.Any(entry => entry.Id == id))
                return Entry(PluginStatus.Broken, $"another plugin has the id \"{id}\"; remove one of the two folders");
            // Checked before loading: a plugin built against a newer Sdk fails deep inside the type loader, with nothing a user could read.
            if (manifest.ApiVersion.Major != PluginApi.Version.Major || manifest.ApiVersion.Minor > PluginApi.Version.Minor)
            {
                return Entry(
                    PluginStatus.TooNew,
                    $"it was built for plugin interface {manifest.ApiVersion}, this host has {PluginApi.Version}; update ScreenTime or take an earlier version of the plugin");
            }

            var registration = new Registration(folder, loggers.CreateLogger($"plugin {id}"), new PluginGuard(id, version), this);
            using (PluginCalls.Enter(id, version, "loading"))
                Instantiate(Path.Combine(folder, manifest.Assembly)).Register(registration);
            _readers.AddRange(registration.Readers);
            _writers.AddRange(registration.Writers);
            _reports.AddRange(registration.Reports);
            _contractReports.AddRange(registration.ContractReports);
            _recognizers.AddRange(registration.Recognizers);
            Schemas = registration.Schemas;
            return Entry(PluginStatus.Loaded, registration.Summary);
        }
#pragma warning disable CA1031 // Whatever a plugin throws, the host goes on without it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var cause = exception;
            while (cause is TargetInvocationException or TypeInitializationException && cause.InnerException is { } inner)
                cause = inner;
            return Entry(PluginStatus.Broken, $"it could not be loaded: {FirstLine(cause)}");
        }
    }

    private static IScreenTimePlugin Instantiate(string assemblyPath)
    {
        if (!File.Exists(assemblyPath))
            throw new FileNotFoundException($"{Path.GetFileName(assemblyPath)} is missing beside plugin.json");
        var loader = PluginLoader.CreateFromAssemblyFile(
            assemblyPath,
            isUnloadable: false,
            [typeof(IScreenTimePlugin), typeof(OpenTimelineIO.Timeline), typeof(ILogger)],
            // McMaster shares what shared assemblies refer to, and OTIO.NET refers to Newtonsoft.Json: each plugin has its own.
            config => config.PrivateAssemblies.Add(new AssemblyName("Newtonsoft.Json")));
        var assembly = loader.LoadDefaultAssembly();
        var types = assembly.GetExportedTypes().Where(type => typeof(IScreenTimePlugin).IsAssignableFrom(type) && !type.IsAbstract).ToList();
        return types.Count == 1
            ? (IScreenTimePlugin)Activator.CreateInstance(types[0])!
            : throw new InvalidOperationException(
                $"{assembly.GetName().Name} must have one public class that implements IScreenTimePlugin; it has {types.Count}");
    }

    private static string FirstLine(Exception exception)
    {
        var message = exception is ReflectionTypeLoadException { LoaderExceptions: [{ } first, ..] } ? first.Message : exception.Message;
        return message.ReplaceLineEndings("\n").Split('\n')[0];
    }

    private sealed class Registration(string folder, ILogger logger, PluginGuard guard, PluginCatalog catalog) : IPluginRegistry
    {
        public List<ITimelineReader> Readers { get; } = [];

        public List<ITimelineWriter> Writers { get; } = [];

        public List<IReportWriter> Reports { get; } = [];

        public List<IContractReportWriter> ContractReports { get; } = [];

        public List<IRecognizerProvider> Recognizers { get; } = [];

        public SchemaRegistry Schemas { get; private set; } = catalog.Schemas;

        public ILogger Logger => logger;

        public string PluginFolder => folder;

        public string Summary => string.Join("; ", new[]
        {
            Join("reads", Readers.Select(reader => reader.FormatId)),
            Join("writes", Writers.Select(writer => writer.FormatId).Concat(Reports.Select(report => report.FormatId))),
            Join("reports as", ContractReports.Select(report => report.FormatId)),
            Join("recognises", Recognizers.Select(recognizer => recognizer.Id)),
        }.Where(part => part.Length > 0));

        public void Add(ITimelineReader reader) => Readers.Add(new GuardedReader(reader, guard, () => catalog.Schemas));

        public void Add(ITimelineWriter writer) => Writers.Add(new GuardedTimelineWriter(writer, guard));

        public void Add(IReportWriter writer) => Reports.Add(new GuardedReportWriter(writer, guard));

        public void Add(IContractReportWriter writer) => ContractReports.Add(new GuardedContractReportWriter(writer, guard));

        public void Add(IRecognizerProvider recognizer) => Recognizers.Add(new GuardedRecognizerProvider(recognizer, guard));

        // What one plugin knows no other may take from it, and no plugin OpenTimelineIO's own.
        public void Add(TimelineSchema schema) => Schemas = Schemas.Contains(schema.Name)
            ? throw new InvalidOperationException($"the schema {schema.Name} is known already")
            : Schemas.With(schema.Name, schema.Version, schema.Create, schema.Upgrades, schema.Downgrades);

        private static string Join(string verb, IEnumerable<string> ids)
        {
            var list = string.Join(", ", ids);
            return list.Length > 0 ? $"{verb} {list}" : "";
        }
    }
}
