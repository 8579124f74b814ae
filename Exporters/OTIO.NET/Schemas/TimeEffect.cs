namespace OpenTimelineIO;

/// <summary>An effect that changes which media time is shown when (<c>TimeEffect.1</c>). It changes neither durations nor range transforms.</summary>
public class TimeEffect : Effect
{
    /// <inheritdoc/>
    public override string SchemaName => "TimeEffect";
}
