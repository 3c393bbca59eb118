package com.nexora.streams.destinations;

import com.nexora.streams.catalogue.TenantSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Items and destinations for tests. */
final class Samples {

  static final NetworkGuard LOCAL = new NetworkGuard(List.of("127.0.0.0/8", "::1/128"));

  /** Secrets of the tenant acme: password, secret, url ... by {@code env:NAME}. */
  static Secrets secrets(final Map<String, String> values) {
    final Map<String, String> variables = new HashMap<>();
    values.forEach((name, value) -> variables.put("NEXORA_DESTINATION_ACME_" + name, value));
    return new Secrets(Optional.empty(), variables::get);
  }

  private Samples() {}

  static TenantSettings settings() {
    return TenantSettings.defaults(60, 5);
  }

  static DestinationSpec spec(final String type, final Map<String, String> config) {
    return DestinationSpec.of("acme", new TenantSettings.Sink(type, true, config), settings());
  }

  static Item item(final int number) {
    return item(number, "{\"number\":" + number + "}");
  }

  static Item item(final int number, final String json) {
    return new Item(
        "threat.correlated",
        0,
        number,
        1_700_000_000_000L + number,
        "acme",
        "finding-" + number,
        "finding.updated",
        "agent-" + number % 3,
        1_699_999_000_000L + number,
        json);
  }

  static List<Item> items(final int from, final int to) {
    return IntStream.range(from, to).mapToObj(Samples::item).toList();
  }
}
