namespace OpenTimelineIO;

/// <summary>The schemas of values, which are matched by name and version at once.</summary>
internal static class Values
{
    public static bool TryBuild(string schema, FieldReader fields, out MetadataValue value)
    {
        switch (schema)
        {
            case "RationalTime.1":
                value = new RationalTime(Rate: fields.Double("rate"), Value: fields.Double("value"));
                return true;
            case "TimeRange.1":
                value = new TimeRange(Duration: fields.RequiredRationalTime("duration"), StartTime: fields.RequiredRationalTime("start_time"));
                return true;
            case "TimeTransform.1":
                value = new TimeTransform(fields.RequiredRationalTime("offset"), fields.Double("scale"), fields.Double("rate"));
                return true;
            case "Color.1":
                value = new Color(fields.Double("r"), fields.Double("g"), fields.Double("b"), fields.Double("a"), fields.String("name"));
                return true;
            case "V2d.1":
                value = new V2d(fields.Double("x"), fields.Double("y"));
                return true;
            case "Box2d.1":
                value = new Box2d(Point(fields, "min"), Point(fields, "max"));
                return true;
            default:
                value = default;
                return false;
        }
    }

    private static V2d Point(FieldReader fields, string name) =>
        fields.TryTake(name, out var value) && value.TryGetV2d(out var point)
            ? point
            : throw fields.Error(OtioError.WrongType, name, $"'{name}' must be a V2d");
}
