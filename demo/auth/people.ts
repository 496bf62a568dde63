/** Who is at the workshop from the first start on. The sign-in page (demo/pages/sign-in.html) knows them too. */
export const PEOPLE = [
  { name: 'Maya Lindqvist', email: 'maya@northfold.example' },
  { name: 'Tom Okafor', email: 'tom@northfold.example' },
  { name: 'Ines Duarte', email: 'ines@northfold.example' },
];

/** No secret: it stands in the page for everybody to read. */
export const PASSWORD = 'good work starts with a clear bench';
