namespace OpenTimelineIO;

/// <summary>A constant speed (<c>LinearTimeWarp.1</c>).</summary>
public class LinearTimeWarp : TimeEffect
{
    /// <summary>A speed of 1.</summary>
    public LinearTimeWarp() => EffectName = "LinearTimeWarp";

    /// <inheritdoc/>
    public override string SchemaName => "LinearTimeWarp";

    /// <summary>How fast media time runs: 2 is twice as fast, −1 backwards, 0 a still.</summary>
    public double TimeScalar { get; set; } = 1;

    /// <inheritdoc/>
    protected internal override void ReadFields(FieldReader reader)
    {
        base.ReadFields(reader);
        TimeScalar = reader.Double("time_scalar");
    }

    /// <inheritdoc/>
    protected internal override void WriteFields(FieldWriter writer)
    {
        base.WriteFields(writer);
        writer.Write("time_scalar", TimeScalar);
    }
}
