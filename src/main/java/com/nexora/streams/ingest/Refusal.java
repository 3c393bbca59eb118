package com.nexora.streams.ingest;

/**
 * Why a record does not pass.
 *
 * @param reason what kind of mistake it is
 * @param message what is wrong, where, and what to do, without anything of the payload
 */
public record Refusal(Reason reason, String message) {}
