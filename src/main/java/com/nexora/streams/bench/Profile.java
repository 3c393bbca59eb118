package com.nexora.streams.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;

/** What a recording says, in files for people: text, collapsed stacks, a flame graph. */
public final class Profile {

  private static final int MOST = 40;

  private Profile() {}

  /**
   * Reads {@code profile.jfr} of a directory and writes {@code profile.txt}, {@code
   * profile.collapsed} and {@code profile.html} beside it.
   *
   * @param title what was recorded
   * @param measurement its figures
   * @return the text
   */
  public static String write(
      final Path directory, final String title, final Measurement measurement) {
    try {
      final Stacks stacks = Stacks.read(directory.resolve("profile.jfr"));
      final String text = text(title, stacks, measurement);
      Files.writeString(directory.resolve("profile.txt"), text);
      Files.writeString(directory.resolve("profile.collapsed"), stacks.collapsed());
      Files.writeString(directory.resolve("profile.html"), FlameGraph.html(title, stacks));
      return text;
    } catch (final IOException e) {
      throw new UncheckedIOException("the recording in " + directory + " cannot be read", e);
    }
  }

  static String text(final String title, final Stacks stacks, final Measurement measurement) {
    final StringBuilder text = new StringBuilder();
    text.append("%s: %.2f us CPU per event%n".formatted(title, measurement.appCpuMicrosPerEvent()));
    text.append("\nCPU of all threads, native ones too, us per event:\n");
    measurement.threads().entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .filter(kind -> kind.getValue() > 0)
        .forEach(
            kind ->
                text.append(
                    "  %8.3f  %s%n"
                        .formatted(kind.getValue() / 1e3 / measurement.events(), kind.getKey())));
    text.append("\n%,d samples of Java threads at work\n".formatted(stacks.total()));
    table(text, "by room or library", stacks.byRoom(), stacks.total());
    table(text, "by method, itself", stacks.self(), stacks.total());
    table(text, "by method, with what it calls", stacks.inclusive(), stacks.total());
    return text.toString();
  }

  private static void table(
      final StringBuilder text,
      final String title,
      final Map<String, Long> counts,
      final long total) {
    text.append('\n').append(title).append(":\n");
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(MOST)
        .forEach(
            entry ->
                text.append(
                    "  %6.2f %%  %s%n"
                        .formatted(100.0 * entry.getValue() / total, entry.getKey())));
  }
}
