export const recordingSchema: string;
