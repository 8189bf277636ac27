package org.hospitalhub.commands;

import picocli.CommandLine.IVersionProvider;

/** Returns the version that the build wrote into the jar. */
final class VersionProvider implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = VersionProvider.class.getPackage().getImplementationVersion();
        return new String[] {"Hospital Hub " + (version == null ? "(from its classes)" : version)};
    }
}
