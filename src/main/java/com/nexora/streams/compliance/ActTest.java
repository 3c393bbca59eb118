package com.nexora.streams.compliance;

import com.nexora.streams.compliance.Act.Field;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One test of a condition. What it says of itself becomes the "why" of a violation, so it never
 * tells a value of the act: that may be personal data.
 */
sealed interface ActTest {

  boolean holds(Act act);

  /** How dear it is: cheap tests run first. */
  int cost();

  /** The test in words, about the act. */
  String words();

  /** Whether a field fits one of some texts, or none of them. */
  record Text(Field field, TextPatterns patterns, boolean not) implements ActTest {

    @Override
    public boolean holds(final Act act) {
      return patterns.fit(act.text(field)) != not;
    }

    @Override
    public int cost() {
      return patterns.allExact() ? 1 : 3;
    }

    @Override
    public String words() {
      return "%s is %s%s".formatted(field.key(), not ? "none of " : "", patterns);
    }
  }

  /** Whether the act is tagged with one of some frameworks. */
  record Tagged(Set<Framework> frameworks) implements ActTest {

    public Tagged {
      frameworks = EnumSet.copyOf(frameworks);
    }

    @Override
    public boolean holds(final Act act) {
      final List<String> tags = act.event().getFrameworks();
      for (int i = 0; i < tags.size(); i++) {
        final Framework framework = Framework.find(tags.get(i));
        if (framework != null && frameworks.contains(framework)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public int cost() {
      return 0;
    }

    @Override
    public String words() {
      return "it is tagged "
          + String.join(" or ", frameworks.stream().map(Framework::tag).toList());
    }
  }

  /** Whether a field is there. Unknown actors count as absent. */
  record Given(Field field, boolean missing) implements ActTest {

    private static final Set<String> NOBODY = Set.of("unknown", "anonymous", "n/a", "null", "-");

    @Override
    public boolean holds(final Act act) {
      final String text = act.text(field);
      final boolean absent = text.isBlank() || (field == Field.ACTOR && NOBODY.contains(text));
      return absent == missing;
    }

    @Override
    public int cost() {
      return 2;
    }

    @Override
    public String words() {
      return field.key() + (missing ? " is missing" : " is given");
    }
  }

  /** Whether a place in the payload holds something. Never holds if the payload cannot be read. */
  record PayloadGiven(String path, boolean missing) implements ActTest {

    @Override
    public boolean holds(final Act act) {
      return act.payloadReadable() && act.at(path).isEmpty() == missing;
    }

    @Override
    public int cost() {
      return 9;
    }

    @Override
    public String words() {
      return "payload %s is %s".formatted(path, missing ? "missing" : "given");
    }
  }

  /** Whether a place in the payload holds one of some texts, or something but none of them. */
  record PayloadText(String path, TextPatterns patterns, boolean not) implements ActTest {

    @Override
    public boolean holds(final Act act) {
      if (!act.payloadReadable()) {
        return false;
      }
      for (final String value : act.at(path)) {
        if (patterns.fit(value.toLowerCase(Locale.ROOT)) != not) {
          return true;
        }
      }
      return false;
    }

    @Override
    public int cost() {
      return 9;
    }

    @Override
    public String words() {
      return "payload %s is %s%s".formatted(path, not ? "none of " : "", patterns);
    }
  }

  /** Whether a number in the payload lies above or below a bound. */
  record PayloadNumber(String path, double bound, boolean above) implements ActTest {

    @Override
    public boolean holds(final Act act) {
      if (!act.payloadReadable()) {
        return false;
      }
      for (final String value : act.at(path)) {
        try {
          final double number = Double.parseDouble(value);
          if (above ? number > bound : number < bound) {
            return true;
          }
        } catch (final NumberFormatException e) {
          // no number: neither above nor below
        }
      }
      return false;
    }

    @Override
    public int cost() {
      return 9;
    }

    @Override
    public String words() {
      return "payload %s is %s %s".formatted(path, above ? "above" : "below", bound);
    }
  }

  /** Whether the act happened outside some hours of some days, by its own time. */
  record Outside(LocalTime from, LocalTime to, Set<DayOfWeek> days, ZoneId zone)
      implements ActTest {

    public Outside {
      days = EnumSet.copyOf(days);
    }

    @Override
    public boolean holds(final Act act) {
      final ZonedDateTime time = Instant.ofEpochMilli(act.event().getOccurredAt()).atZone(zone);
      final LocalTime clock = time.toLocalTime();
      return !days.contains(time.getDayOfWeek()) || clock.isBefore(from) || !clock.isBefore(to);
    }

    @Override
    public int cost() {
      return 5;
    }

    @Override
    public String words() {
      return "it happened outside %s to %s %s on %s"
          .formatted(
              from,
              to,
              zone,
              String.join(" ", days.stream().map(d -> d.name().substring(0, 3)).toList()));
    }
  }
}
