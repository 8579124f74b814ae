namespace OpenTimelineIO.Tests.Readme;

public sealed class Slate : SerializableObject
{
    public override string SchemaName => "Slate";

    public string Scene { get; set; } = "";

    protected override void ReadFields(FieldReader reader)
    {
        base.ReadFields(reader);
        Scene = reader.String("scene", required: true);
    }

    protected override void WriteFields(FieldWriter writer)
    {
        base.WriteFields(writer);
        writer.Write("scene", Scene);
    }

    protected override SerializableObject NewInstance() => new Slate();
}
