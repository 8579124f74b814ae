using ScreenTime.Examples.ShortFilm.Characters;
using ScreenTime.Examples.ShortFilm.Places;

namespace ScreenTime.Examples.ShortFilm.Story;

/// <summary>Sets a scene: framing, who stands where and does what, what stands in the way. A take is one try of several.</summary>
internal sealed class Director(long seed, IReadOnlyList<Character> cast, float aspect, double rate)
{
    private enum Framing
    {
        Distant,
        Wide,
        Medium,
        Full,
        Close,
    }

    public Scene Set(Shot shot, int take)
    {
        var chance = new Chance(seed, 5, shot.Number, take);
        var place = Atlas.Find(seed, shot.Location);
        var members = Enumerable.Range(0, cast.Count).Where(i => (shot.Cast >> i & 1) == 1).ToList();
        chance.Shuffle(members);
        var framing = Frame(chance, members.Count);
        var zoom = framing switch
        {
            Framing.Distant => chance.Between(0.54f, 0.62f),
            Framing.Wide => chance.Between(0.85f, 1.25f),
            Framing.Medium => members.Count == 3 ? chance.Between(1.25f, 1.55f) : chance.Between(1.6f, 2.2f),
            Framing.Full => chance.Between(3.1f, 3.8f),
            _ => chance.Between(4.4f, 5.6f),
        };
        var centre = chance.Between(420, 860);
        var foot = framing switch
        {
            Framing.Distant => chance.Between(540, 620),
            Framing.Wide => chance.Between(520, 600),
            _ => chance.Between(505, 560),
        };
        var height = members.Count > 0 ? cast[members[0]].Height : 150;
        var drop = framing switch { Framing.Distant => 0.2f, Framing.Wide => 0.27f, Framing.Medium => 0.36f, Framing.Full => 0.43f, _ => 0 };
        var y = framing == Framing.Close ? foot - height + (0.38f * Camera.Lines / zoom) : foot - (drop * Camera.Lines / zoom);
        var camera = new Camera(centre, y, zoom);

        var seconds = shot.Length / rate;
        var actors = Actors(chance, members, camera, framing, foot, seconds, out var hideaway);
        var near = new List<Thing>(actors);
        var far = new List<Thing>();
        Dress(chance, place, camera, foot, actors, near, far);
        if (hideaway is { } spot)
            near.Add(new Furniture(place.Hideaway(chance), spot.X, spot.Foot + 5, chance.Happens(0.5f)));
        if (members.Count == 0 || chance.Happens(0.4f))
            AddCritters(chance, place, camera, foot, members.Count == 0 ? 1 + chance.Below(2) : 1, near);

        near.Sort((a, b) => a.Foot.CompareTo(b.Foot));
        var plants = framing is Framing.Wide or Framing.Medium or Framing.Distant && chance.Happens(0.25f) ? chance.Below(int.MaxValue) : (long?)null;
        return new Scene(place, camera, Move(chance, camera, framing), far, near, plants, chance.Below(int.MaxValue));
    }

    private static Framing Frame(Chance chance, int company) => company switch
    {
        0 => chance.Pick([Framing.Wide, Framing.Medium, Framing.Distant, Framing.Medium]),
        1 => chance.Pick([Framing.Distant, Framing.Wide, Framing.Medium, Framing.Medium, Framing.Full, Framing.Full, Framing.Close]),
        2 => chance.Pick([Framing.Distant, Framing.Wide, Framing.Wide, Framing.Medium, Framing.Medium, Framing.Medium]),
        _ => chance.Pick([Framing.Distant, Framing.Wide, Framing.Medium, Framing.Medium]),
    };

    private static Camera Move(Chance chance, Camera camera, Framing framing) => chance.Below(4) switch
    {
        0 => camera,
        1 => camera with { Zoom = camera.Zoom * (framing == Framing.Close ? 1.03f : 1.08f) },
        2 => camera with { X = camera.X + (chance.Between(20, 46) / camera.Zoom) },
        _ => camera with { X = camera.X - (chance.Between(20, 46) / camera.Zoom) },
    };

    private List<Actor> Actors(
        Chance chance, List<int> members, Camera camera, Framing framing, float foot, double seconds, out (float X, float Foot)? hideaway)
    {
        hideaway = null;
        var view = camera.View(aspect);
        var actors = new List<Actor>();
        // One of the company may come or go in the middle: by the edge of the picture, or from behind something big.
        var comes = framing is Framing.Wide or Framing.Medium or Framing.Distant && seconds > 2.6 && chance.Happens(0.3f) ? chance.Below(3) : -1;
        var used = members.Count switch { 1 => 0.3f, 2 => 0.42f, _ => 0.6f };
        if (framing == Framing.Distant)
            used *= 0.7f;
        for (var i = 0; i < members.Count; i++)
        {
            var character = cast[members[i]];
            var reach = character.Figure.Reach * character.Height / 105;
            var share = members.Count == 1 ? 0 : (i / (members.Count - 1f)) - 0.5f;
            var x = camera.X + (view.Width * used * share) + (view.Width * chance.Between(-0.05f, 0.05f));
            if (members.Count == 1)
                x = camera.X + (view.Width * chance.Between(-0.15f, 0.15f));
            var own = foot + (framing is Framing.Full or Framing.Close ? 0 : chance.Between(-18, 18)) + (i * 3);
            var marks = new List<Mark> { new(0, x) };
            var hop = 0f;
            if (comes >= 0 && i == 0)
            {
                var when = seconds * chance.Between(0.3f, 0.45f);
                if (comes == 2)
                {
                    // Out from behind a haystack or the like, sideways and quickly.
                    var side = x < camera.X ? -1 : 1;
                    var behind = x + (side * view.Width * 0.04f);
                    hideaway = (behind, own);
                    var beside = behind - (side * (reach + 175));
                    marks = [new(0, behind), new(when, behind), new(when + 0.3, beside)];
                }
                else
                {
                    var side = x < camera.X ? -1 : 1;
                    var outside = camera.X + (side * ((view.Width / 2) + reach + 60));
                    var dash = Math.Abs(outside - x) / (view.Width * 1.7);
                    marks = comes == 0
                        ? [new(0, outside), new(when, outside), new(when + dash, x)]
                        : [new(0, x), new(seconds - when, x), new(seconds - when + dash, outside)];
                }
            }
            else if (framing is not (Framing.Full or Framing.Close))
            {
                switch (chance.Below(5))
                {
                    case 0 or 1:
                        Walk(chance, marks, x, view.Width * (members.Count == 1 ? 0.13f : 0.06f), seconds);
                        break;
                    case 2:
                        hop = chance.Between(22, 46);
                        break;
                    default:
                        break;
                }
            }

            var act = new Act(
                marks, x > camera.X, hop, chance.Happens(0.5f), chance.Happens(0.6f), chance.Happens(0.45f), chance.Happens(0.55f), chance.Between(0, 6));
            actors.Add(new Actor(members[i], character, act, own));
        }

        return actors;
    }

    private static void Walk(Chance chance, List<Mark> marks, float x, float half, double seconds)
    {
        marks.Clear();
        var speed = chance.Between(55, 105);
        var ahead = chance.Happens(0.5f) ? 1 : -1;
        marks.Add(new Mark(0, x - (ahead * half)));
        while (marks[^1].Seconds < seconds)
        {
            var target = x + (ahead * half);
            marks.Add(new Mark(marks[^1].Seconds + (Math.Abs(target - marks[^1].X) / speed), target));
            ahead = -ahead;
        }
    }

    /// <summary>Props: some far behind, now and then one in front of somebody.</summary>
    private void Dress(Chance chance, Place place, Camera camera, float foot, List<Actor> actors, List<Thing> near, List<Thing> far)
    {
        var view = camera.View(aspect);
        // The farthest anyone stands; what stands behind that can be part of the backdrop.
        var back = actors.Count > 0 ? actors.Min(actor => actor.Foot) - 8 : foot;
        for (var i = 1 + chance.Below(3); i > 0; i--)
            far.Add(new Furniture(place.SmallProp(chance), chance.Between(view.Left, view.Right), back - chance.Between(6, 50), chance.Happens(0.5f)));
        far.Sort((a, b) => a.Foot.CompareTo(b.Foot));
        if (actors.Count == 0)
        {
            near.Add(new Furniture(place.SmallProp(chance), camera.X + (view.Width * chance.Between(-0.3f, 0.3f)), foot + 20, chance.Happens(0.5f)));
            return;
        }

        if (!chance.Happens(0.45f))
            return;
        var hidden = chance.Pick(actors);
        var reach = hidden.Character.Figure.Reach * hidden.Character.Height / 105;
        var at = hidden.Act.At(0).X + (reach * chance.Between(0.2f, 0.9f) * (chance.Happens(0.5f) ? 1 : -1));
        near.Add(new Furniture(place.SmallProp(chance), at, actors.Max(actor => actor.Foot) + chance.Between(6, 14), chance.Happens(0.5f)));
    }

    private void AddCritters(Chance chance, Place place, Camera camera, float foot, int count, List<Thing> near)
    {
        var view = camera.View(aspect);
        for (var i = 0; i < count; i++)
        {
            var creature = chance.Pick(place.Creatures);
            var speed = creature == Creature.Fish ? 0 : chance.Between(8, 26) * (chance.Happens(0.5f) ? 1 : -1);
            near.Add(new Critter(creature, camera.X + (view.Width * chance.Between(-0.38f, 0.38f)), foot + chance.Between(-20, 16), speed, chance.Between(0, 5)));
        }
    }
}
