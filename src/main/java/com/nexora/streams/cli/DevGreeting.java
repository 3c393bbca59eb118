package com.nexora.streams.cli;

import com.nexora.streams.embedded.DevMode;
import com.nexora.streams.runtime.DevEndpoints;
import java.nio.file.Path;

/** What dev mode says when it is up. */
final class DevGreeting {

  private DevGreeting() {}

  static String text(final DevMode dev, final Path dataDir) {
    final DevEndpoints at = dev.endpoints();
    return String.join(
        System.lineSeparator(),
        "",
        "  HTTP       " + at.httpUrl() + "   (try /health, /agents?tenant=acme, /openapi.yaml)",
        "  broker     " + at.bootstrapServers(),
        "  registry   " + at.registryUrl(),
        "  data       " + dataDir.toAbsolutePath().normalize(),
        "  token      " + dev.token(),
        "             (all tenants, 30 days, this machine's key; also in " + at.tokenFile() + ")",
        "",
        "  curl -H \"Authorization: Bearer $(cat "
            + at.tokenFile()
            + ")\" '"
            + at.httpUrl()
            + "/agents?tenant=acme'",
        "");
  }

  static String json(final DevMode dev) {
    final DevEndpoints at = dev.endpoints();
    return "{\"httpUrl\":\"%s\",\"bootstrapServers\":\"%s\",\"registryUrl\":\"%s\",\"tokenFile\":\"%s\"}"
        .formatted(
            at.httpUrl(),
            at.bootstrapServers(),
            at.registryUrl(),
            at.tokenFile().toString().replace("\\", "\\\\").replace("\"", "\\\""));
  }
}
