package com.nexora.streams.query;

import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/**
 * One POST route that takes events: for callers with the scope write, tenants in the body.
 *
 * <p>Its handler reads the body itself, bit by bit as it comes, and answers when the brokers have:
 * no thread waits for either.
 *
 * @param path as in openapi.yaml
 * @param handler never blocks; its future completes within the route's own bounds, on a thread that
 *     may write an answer
 */
record IntakeRoute(
    String path, BiFunction<Call, HttpServletRequest, CompletableFuture<Answer>> handler) {}
