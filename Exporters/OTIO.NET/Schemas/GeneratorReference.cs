namespace OpenTimelineIO;

/// <summary>Media that is made, not read: bars, a colour, a title (<c>GeneratorReference.1</c>).</summary>
public class GeneratorReference : MediaReference
{
    private Metadata? _parameters;

    /// <inheritdoc/>
    public override string SchemaName => "GeneratorReference";

    /// <summary>What makes it, such as <c>SMPTEBars</c>.</summary>
    public string GeneratorKind { get; set; } = "";

    /// <summary>The settings of what makes it.</summary>
    public Metadata Parameters
    {
        get => _parameters ??= [];
        set => _parameters = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <inheritdoc/>
    protected internal override void ReadFields(FieldReader reader)
    {
        base.ReadFields(reader);
        GeneratorKind = reader.String("generator_kind", required: true);
        _parameters = reader.Map("parameters", required: true);
    }

    /// <inheritdoc/>
    protected internal override void WriteFields(FieldWriter writer)
    {
        base.WriteFields(writer);
        writer.Write("generator_kind", GeneratorKind);
        writer.Write("parameters", Parameters);
    }
}
