using Microsoft.Extensions.Logging;

namespace ScreenTime.Sdk;

/// <summary>
/// A plugin's entry: one public class with a parameterless constructor in the assembly that <c>plugin.json</c> names. It registers what it offers and
/// does nothing slow: models are loaded when a recogniser is opened.
/// </summary>
public interface IScreenTimePlugin
{
    /// <summary>Registers what the plugin offers.</summary>
    void Register(IPluginRegistry registry);
}

/// <summary>Takes what a plugin offers.</summary>
public interface IPluginRegistry
{
    /// <summary>A logger that carries the plugin's id.</summary>
    ILogger Logger { get; }

    /// <summary>The plugin's own folder.</summary>
    string PluginFolder { get; }

    /// <summary>Offers a timeline reader.</summary>
    void Add(ITimelineReader reader);

    /// <summary>Offers a timeline writer.</summary>
    void Add(ITimelineWriter writer);

    /// <summary>Offers a report writer.</summary>
    void Add(IReportWriter writer);

    /// <summary>Offers a writer of contract reports.</summary>
    void Add(IContractReportWriter writer);

    /// <summary>Offers a recogniser.</summary>
    void Add(IRecognizerProvider recognizer);

    /// <summary>Makes a schema of OpenTimelineIO known, so that its objects in timelines are read as the plugin's own class. Without it they are kept, but as unknown ones.</summary>
    void Add(TimelineSchema schema);
}

/// <summary>The version of the plugin interface.</summary>
public static class PluginApi
{
    /// <summary>
    /// The version that this Sdk offers. A plugin is built for <c>major.minor</c> and loads where the major is the same and the minor not below its own.
    /// </summary>
    public static Version Version { get; } = new(0, 1);
}
