using System.CommandLine;
using ScreenTime.Host.Casts;
using ScreenTime.Host.Editors;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime install EDITOR</c>: puts an editor's scripts in place, or takes them away.</summary>
internal static class InstallCommand
{
    public static Command Create()
    {
        var editor = new Argument<string>("EDITOR") { Description = "resolve, blender or kdenlive." };
        var uninstall = new Option<bool>("--uninstall") { Description = "Take the scripts away again." };
        var cast = new Option<string?>("--cast") { Description = "The cast to look for when none is chosen in the editor.", HelpName = "CAST" };
        var to = new Option<string?>("--to") { Description = "The folder for scripts or add-ons, when it is not the usual one.", HelpName = "DIR" };
        var command = new Command("install", "Put ScreenTime into an editor, for this user; nothing that ScreenTime did not put there is touched.") { editor, uninstall, cast, to };
        command.SetAction(parsed =>
        {
            var name = parsed.GetRequiredValue(editor);
            var found = Editor.All.FirstOrDefault(one => one.Id == name && one.HasScripts)
                ?? throw new UserException(ExitCode.Usage, $"there is nothing to install for \"{name}\" here; there are {string.Join(", ", Editor.All.Where(one => one.HasScripts).Select(one => one.Id))}");
            if (parsed.GetValue(uninstall))
                Uninstall(found, parsed.GetValue(to));
            else
                Install(found, parsed.GetValue(to), parsed.GetValue(cast));
            return 0;
        });
        return command;
    }

    private static void Install(Editor editor, string? folder, string? cast)
    {
        // A wrong path would be found out in the editor only.
        if (cast is not null)
            CastFolder.Load(cast);
        foreach (var file in new EditorInstaller().Install(editor, folder, cast))
            Console.WriteLine(file);
        Console.WriteLine(editor.Id switch
        {
            "resolve" => "In DaVinci Resolve: Workspace > Scripts > ScreenTime. Its words are in Workspace > Console.",
            "blender" => "In Blender: Edit > Preferences > Add-ons, switch on \"Sequencer: ScreenTime\"; then the sidebar (N) of the Video Sequencer has a tab ScreenTime.",
            _ => "In the file manager: right-click a .kdenlive project, Mark who is on screen.",
        });
    }

    private static void Uninstall(Editor editor, string? folder)
    {
        var (removed, kept) = new EditorInstaller().Uninstall(editor, folder);
        foreach (var file in removed)
            Console.WriteLine($"Removed {file}");
        foreach (var file in kept)
            Console.WriteLine($"Kept {file}: it was changed since it was put there");
        if (removed.Count + kept.Count == 0)
            Console.WriteLine($"ScreenTime is not installed in {editor.Name}.");
    }
}
