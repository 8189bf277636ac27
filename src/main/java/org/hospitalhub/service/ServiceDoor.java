package org.hospitalhub.service;

/**
 * Where a service is called, for people who look whether it can be reached.
 *
 * @param name of the door, as its definition calls it
 * @param url where its paths begin
 * @param trust PEM file of further roots, empty for none
 * @param identity name of the certificate that it shows where orders name none, empty for none
 * @param proxy {@code host:port} of a proxy that tunnels, empty for none
 */
public record ServiceDoor(String name, String url, String trust, String identity, String proxy) {}
