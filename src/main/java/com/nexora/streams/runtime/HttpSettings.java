package com.nexora.streams.runtime;

import java.time.Duration;
import java.util.Optional;

/**
 * Settings of the HTTP server.
 *
 * @param host address it listens on
 * @param port port it listens on, 0 for a free one
 * @param advertisedHost host under which other instances reach it, if not the machine's name
 * @param threads most threads that answer requests
 * @param requestTimeout longest time an answer may take
 * @param idleTimeout how long a connection may stay silent
 * @param drainTimeout how long a shutdown waits for requests under way
 * @param maxBodyBytes largest request body
 * @param maxHeaderBytes largest request line and headers together
 */
public record HttpSettings(
    String host,
    int port,
    Optional<String> advertisedHost,
    int threads,
    Duration requestTimeout,
    Duration idleTimeout,
    Duration drainTimeout,
    long maxBodyBytes,
    int maxHeaderBytes) {}
