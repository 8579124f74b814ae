namespace OpenTimelineIO;

/// <summary>Something done to an item's pictures or sound (<c>Effect.1</c>).</summary>
public class Effect : SerializableObjectWithMetadata
{
    /// <inheritdoc/>
    public override string SchemaName => "Effect";

    /// <summary>The effect's own name, as the application that made it calls it.</summary>
    public string EffectName { get; set; } = "";

    /// <summary>Whether it applies.</summary>
    public bool Enabled { get; set; } = true;

    /// <inheritdoc/>
    protected internal override void ReadFields(FieldReader reader)
    {
        base.ReadFields(reader);
        EffectName = reader.String("effect_name", required: true);
        Enabled = reader.Boolean("enabled", true);
    }

    /// <inheritdoc/>
    protected internal override void WriteFields(FieldWriter writer)
    {
        base.WriteFields(writer);
        writer.Write("effect_name", EffectName);
        writer.Write("enabled", Enabled);
    }
}
