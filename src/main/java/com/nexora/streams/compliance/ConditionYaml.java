package com.nexora.streams.compliance;

import com.fasterxml.jackson.databind.JsonNode;
import com.nexora.streams.compliance.Act.Field;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads one condition; the fields that it takes are listed in {@code docs/compliance.md}. */
final class ConditionYaml {

  private static final String NOT = "_not";
  private static final String PAYLOAD = "payload:";
  private static final List<String> DAYS = List.of("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN");
  private static final List<String> KEYS = keys();

  private final YamlNode yaml;
  private final List<ActTest> tests = new ArrayList<>();

  private ConditionYaml(final YamlNode yaml) {
    this.yaml = yaml;
  }

  static Condition read(final YamlNode yaml) {
    return new ConditionYaml(yaml.known(KEYS)).condition();
  }

  private static List<String> keys() {
    final List<String> keys = new ArrayList<>(List.of("frameworks"));
    for (final Field field : Field.values()) {
      keys.add(field.key());
      keys.add(field.key() + NOT);
    }
    keys.addAll(
        List.of(
            "missing",
            "given",
            "payload",
            "payload_not",
            "payload_above",
            "payload_below",
            "outside_hours"));
    return List.copyOf(keys);
  }

  private Condition condition() {
    if (yaml.has("frameworks")) {
      tests.add(new ActTest.Tagged(frameworks()));
    }
    for (final Field field : Field.values()) {
      for (final String ending : List.of("", NOT)) {
        final String key = field.key() + ending;
        if (yaml.has(key)) {
          tests.add(new ActTest.Text(field, new TextPatterns(yaml.texts(key)), ending.equals(NOT)));
        }
      }
    }
    given("missing", true);
    given("given", false);
    payloadTexts("payload", false);
    payloadTexts("payload_not", true);
    payloadNumbers("payload_above", true);
    payloadNumbers("payload_below", false);
    if (yaml.has("outside_hours")) {
      tests.add(outside(yaml.mapping("outside_hours")));
    }
    if (tests.isEmpty()) {
      throw yaml.refuse("tests nothing: give at least one of " + String.join(", ", KEYS));
    }
    return new Condition(tests);
  }

  private Set<Framework> frameworks() {
    final Set<Framework> frameworks = EnumSet.noneOf(Framework.class);
    for (final String text : yaml.texts("frameworks")) {
      frameworks.add(
          Framework.of(text)
              .orElseThrow(
                  () ->
                      yaml.refuse(
                          "field \"frameworks\" names \"%s\"; known are: %s"
                              .formatted(text, RulesYaml.FRAMEWORKS))));
    }
    return frameworks;
  }

  private void given(final String key, final boolean missing) {
    if (!yaml.has(key)) {
      return;
    }
    for (final String what : yaml.texts(key)) {
      if (what.startsWith(PAYLOAD)) {
        tests.add(new ActTest.PayloadGiven(path(key, what.substring(PAYLOAD.length())), missing));
      } else {
        tests.add(new ActTest.Given(field(key, what), missing));
      }
    }
  }

  private Field field(final String key, final String name) {
    for (final Field field : Field.values()) {
      if (field.key().equals(name)) {
        return field;
      }
    }
    throw yaml.refuse(
        "field \"%s\" names \"%s\"; it is a field of the act or payload:PATH".formatted(key, name));
  }

  private void payloadTexts(final String key, final boolean not) {
    if (!yaml.has(key)) {
      return;
    }
    final YamlNode texts = yaml.mapping(key);
    for (final Map.Entry<String, JsonNode> entry : texts.fields()) {
      tests.add(
          new ActTest.PayloadText(
              path(key, entry.getKey()), new TextPatterns(texts.texts(entry.getKey())), not));
    }
  }

  private void payloadNumbers(final String key, final boolean above) {
    if (!yaml.has(key)) {
      return;
    }
    final YamlNode numbers = yaml.mapping(key);
    for (final Map.Entry<String, JsonNode> entry : numbers.fields()) {
      tests.add(
          new ActTest.PayloadNumber(
              path(key, entry.getKey()), numbers.number(entry.getKey()), above));
    }
  }

  private String path(final String key, final String path) {
    if (!PayloadPaths.valid(path)) {
      throw yaml.refuse(
          "field \"%s\" has the path \"%s\"; a path is a.b.c, or **.name for a name at any depth"
              .formatted(key, path));
    }
    return path;
  }

  private static ActTest.Outside outside(final YamlNode hours) {
    hours.known(List.of("from", "to", "days", "zone"));
    final LocalTime from = time(hours, "from");
    final LocalTime to = time(hours, "to");
    if (!from.isBefore(to)) {
      throw hours.refuse("field \"to\" is not after \"from\"");
    }
    final Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (final String day : hours.has("days") ? hours.texts("days") : DAYS) {
      final int number = DAYS.indexOf(day.toUpperCase(Locale.ROOT));
      if (number < 0) {
        throw hours.refuse("field \"days\" names \"%s\"; days are: %s".formatted(day, DAYS));
      }
      days.add(DayOfWeek.of(number + 1));
    }
    try {
      return new ActTest.Outside(
          from, to, days, ZoneId.of(hours.has("zone") ? hours.text("zone") : "UTC"));
    } catch (final DateTimeException e) {
      throw hours.refuse("field \"zone\" is no time zone; write UTC or Europe/Vienna");
    }
  }

  private static LocalTime time(final YamlNode hours, final String key) {
    try {
      return LocalTime.parse(hours.text(key));
    } catch (final DateTimeException e) {
      throw hours.refuse("field \"%s\" is no time of day; write \"06:30\"".formatted(key));
    }
  }
}
