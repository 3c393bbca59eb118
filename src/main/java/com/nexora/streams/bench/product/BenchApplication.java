package com.nexora.streams.bench.product;

import com.nexora.streams.runtime.ConfigKeys;
import com.nexora.streams.runtime.NexoraConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** The product's configuration for another application that runs beside it, under its own id. */
final class BenchApplication {

  private BenchApplication() {}

  /**
   * @param file a configuration file of the product
   * @param id the other application's id
   * @throws IOException if the file cannot be read
   */
  static NexoraConfig config(final String file, final String id) throws IOException {
    final Properties properties = new Properties();
    try (var in = Files.newInputStream(Path.of(file))) {
      properties.load(in);
    }
    final Map<String, String> settings = new HashMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> settings.put(name, properties.getProperty(name)));
    settings.put(ConfigKeys.APPLICATION_ID, id);
    return NexoraConfig.of(settings);
  }
}
