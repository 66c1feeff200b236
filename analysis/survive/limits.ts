/** What a prediction leaves out, for its reader to know. */
export const NOT_MODELLED: readonly string[] = [
  'what an autoscaler of nodes would add', 'what an autoscaler of pods decides on the way', 'images that cannot be pulled', 'traffic, disks and addresses',
  'weights of the scheduler that only decide between equals (a range covers them)',
];
