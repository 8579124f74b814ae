namespace OpenTimelineIO;

/// <summary>The first frame, held (<c>FreezeFrame.1</c>).</summary>
public class FreezeFrame : LinearTimeWarp
{
    /// <summary>A held frame.</summary>
    public FreezeFrame()
    {
        EffectName = "FreezeFrame";
        TimeScalar = 0;
    }

    /// <inheritdoc/>
    public override string SchemaName => "FreezeFrame";
}
