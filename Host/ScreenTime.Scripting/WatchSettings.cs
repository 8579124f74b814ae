using ScreenTime.Host.Jobs;

namespace ScreenTime.Scripting;

/// <summary>What <c>screentime watch</c> was asked for.</summary>
/// <param name="InFolder">The folder into which timelines are dropped. Folders in it are not looked into.</param>
/// <param name="OutFolder">Each timeline's results go to a folder here: <c>cut.otio.tagged</c>.</param>
/// <param name="Job">The settings of every job; its timeline and output folder are not read.</param>
/// <param name="Every">How often the folder is looked at.</param>
/// <param name="Settle">How long a file must not have changed before it is read.</param>
/// <param name="Once">Whether to end when everything that is there is done.</param>
public sealed record WatchSettings(string InFolder, string OutFolder, AnalysisSettings Job, TimeSpan Every, TimeSpan Settle, bool Once);
