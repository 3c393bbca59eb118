package com.nexora.streams.runtime;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Settings of destinations: what the operator allows tenants to use. */
final class DestinationKeys {

  static final String MAX = "destinations.max";
  static final String SECRETS_DIR = "destinations.secrets.dir";
  static final String NETWORKS = "destinations.allowed.networks";

  private DestinationKeys() {}

  static void define(final ConfigDef def) {
    def.define(
            MAX,
            Type.INT,
            32,
            Range.between(0, 1_000),
            LOW,
            "Most destinations of all tenants together; each costs every instance a thread and a consumer group. 0 feeds none.")
        .define(
            SECRETS_DIR,
            Type.STRING,
            "",
            MEDIUM,
            "Directory with the secrets of destinations: file:NAME in a tenant's settings is the file TENANT/NAME in it. Empty: settings may only refer to variables.")
        .define(
            NETWORKS,
            Type.LIST,
            "",
            MEDIUM,
            "Networks that destinations may lead to beside the public internet, e.g. 10.1.0.0/16; without TLS they lead only there. Everything else that is not public is refused.");
  }
}
