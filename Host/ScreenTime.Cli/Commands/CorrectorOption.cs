using System.CommandLine;

namespace ScreenTime.Cli.Commands;

/// <summary>Who corrects: <c>--reviewer</c>, <c>--who</c>. The name goes to whoever gets the report, so that it is said where nobody chose it.</summary>
internal sealed class CorrectorOption(string option, string description)
{
    private readonly Option<string?> _name = new(option) { Description = $"{description}; the name of this account otherwise. It stands in reports.", HelpName = "NAME" };

    public void AddTo(Command command) => command.Options.Add(_name);

    /// <summary>The name.</summary>
    public string Name(ParseResult parsed) => parsed.GetValue(_name) ?? Environment.UserName;

    /// <summary>Under which name corrections stand, in a sentence.</summary>
    public string Sentence(ParseResult parsed) => parsed.GetValue(_name) is { } chosen
        ? $"Corrections stand under the name {chosen}, in reports too."
        : $"Corrections stand under the name of this account, {Environment.UserName}, in reports too: {option} NAME says another.";
}
