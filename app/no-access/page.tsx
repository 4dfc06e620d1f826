import { chooseLanguage } from '../preferences/actions';
import { NoAccessDoor } from './no-access-door';

export default function NoAccessPage() {
  return <NoAccessDoor groups={[]} chooseLanguage={chooseLanguage} />;
}
