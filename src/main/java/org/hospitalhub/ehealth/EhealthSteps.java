package org.hospitalhub.ehealth;

/** The plain classes behind the routes. */
record EhealthSteps(
        EhealthAddress address,
        Registers registers,
        ContractCheck check,
        EhealthTokens tokens,
        Upload upload,
        Signing signing,
        Submission submission,
        Following following,
        Progress progress) {}
