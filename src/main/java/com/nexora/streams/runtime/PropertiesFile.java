package com.nexora.streams.runtime;

import com.nexora.streams.runtime.ConfigSources.Setting;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Reads a {@code .properties} file and remembers the line of every key, which {@link Properties}
 * alone forgets. A key that stands twice is refused: silently taking the last one hides mistakes.
 */
final class PropertiesFile {

  private PropertiesFile() {}

  static Map<String, Setting> read(final Path path) throws IOException {
    final List<String> lines = Files.readAllLines(path);
    final Map<String, Setting> settings = new LinkedHashMap<>();
    final List<String> problems = new ArrayList<>();
    final StringBuilder logical = new StringBuilder();
    int start = 0;
    for (int i = 0; i < lines.size(); i++) {
      final String line = lines.get(i);
      if (logical.length() == 0) {
        if (isBlankOrComment(line)) {
          continue;
        }
        start = i + 1;
      }
      logical.append(line).append('\n');
      if (continues(line) && i + 1 < lines.size()) {
        continue;
      }
      final Properties one = new Properties();
      one.load(new StringReader(logical.toString()));
      logical.setLength(0);
      final String origin = path.getFileName() + ":" + start;
      for (final String key : one.stringPropertyNames()) {
        final Setting earlier =
            settings.put(key, new Setting(one.getProperty(key).strip(), origin));
        if (earlier != null) {
          problems.add(
              key
                  + " stands twice: "
                  + earlier.origin()
                  + " and "
                  + origin
                  + ". Keep one of them.");
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return settings;
  }

  private static boolean isBlankOrComment(final String line) {
    final String text = line.stripLeading();
    return text.isEmpty() || text.charAt(0) == '#' || text.charAt(0) == '!';
  }

  private static boolean continues(final String line) {
    int backslashes = 0;
    for (int i = line.length() - 1; i >= 0 && line.charAt(i) == '\\'; i--) {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }
}
