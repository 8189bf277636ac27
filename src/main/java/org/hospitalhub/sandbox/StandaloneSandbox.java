package org.hospitalhub.sandbox;

import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** Starts the sandbox as a program of its own: everything in this package, and nothing of the hub. */
@Configuration(proxyBeanMethods = false)
@Profile("sandbox")
@ComponentScan
class StandaloneSandbox {}
